// Room that was taken for small records goes from a request that is decided to the next one, and is as good there.
import fs, { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { createForSure, giveSpares, laySpares } from '../../disk/spare.js';

let root: string;
const at = (...parts: string[]): string => path.join(root, ...parts);
const spares = (folder: string): string[] => readdirSync(at(folder)).sort();
const numbers = (folder: string): number[] => spares(folder).map((name) => statSync(at(folder, name)).ino);

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'spare-'));
  for (const folder of ['first', 'second', 'third']) fs.mkdirSync(at(folder));
  return () => rmSync(root, { recursive: true, force: true });
});

it('what one folder gives is taken over by the next, and by no other', () => {
  laySpares(at('first'), 3);
  const given = numbers('first');
  giveSpares(at('first'));
  laySpares(at('second'), 3);
  expect(numbers('second').sort()).toEqual(given.sort());
  expect(spares('first')).toEqual([]);
  laySpares(at('third'), 3);
  expect(spares('third')).toEqual(['spare-1', 'spare-2', 'spare-3']);
  expect(numbers('third').filter((one) => given.includes(one))).toEqual([]);
});

it('each has the room that it had, and becomes a record on a full disk', () => {
  laySpares(at('first'), 1);
  giveSpares(at('first'));
  laySpares(at('second'), 1);
  expect(statSync(at('second', 'spare-1')).blocks).toBeGreaterThan(0);
  const full = (): boolean => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' });
  };
  expect(createForSure(at('second'), at('second', 'record'), 'text', full)).toBe(true);
  expect(readFileSync(at('second', 'record'), 'utf8')).toBe('text');
  expect(spares('second')).toEqual(['record']);
});

it('what was given and went meanwhile is laid anew', () => {
  laySpares(at('first'), 2);
  giveSpares(at('first'));
  rmSync(at('first'), { recursive: true });
  laySpares(at('second'), 2);
  expect(spares('second')).toEqual(['spare-1', 'spare-2']);
  expect(statSync(at('second', 'spare-2')).size).toBe(4096);
});

it('what is laid already stays', () => {
  laySpares(at('first'), 1);
  const [mine] = numbers('first');
  laySpares(at('second'), 1);
  giveSpares(at('second'));
  laySpares(at('first'), 1);
  expect(numbers('first')).toEqual([mine]);
  expect(existsSync(at('second', 'spare-1'))).toBe(true);
});
