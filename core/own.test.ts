// A table answers for what it holds, whatever the name.
import { expect, it } from 'vitest';
import { listIn, own, put } from './own.js';

const NAMES = ['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty', '__defineGetter__'];

it.each(NAMES)('%s is in no table before it was put there', (name) => {
  const table: Record<string, string[]> = {};
  expect(own(table, name)).toBeUndefined();
  listIn(table, name).push('a');
  listIn(table, name).push('b');
  expect(own(table, name)).toEqual(['a', 'b']);
  put(table, name, ['c']);
  expect(own(JSON.parse(JSON.stringify(table)) as typeof table, name)).toEqual(['c']);
  expect(Object.getPrototypeOf(table)).toBe(Object.prototype);
});
