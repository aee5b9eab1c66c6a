import { expect, test } from 'vitest';
import { iconOf, titleOf } from '../frame/mark.js';
import { toneOf } from './status.js';
import { age, wallTime } from './time.js';

test.each([
  [0, '0s'],
  [-5, '0s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [7_199_000, '1h'],
  [90 * 3_600_000, '3d'],
])('%i ms are an age of %s', (ms, text) => {
  expect(age(ms)).toBe(text);
});

test('what is no time is told as none', () => {
  expect(wallTime('yesterday')).toBe('');
  expect(wallTime('2026-01-31T09:00:00Z')).toMatch(/^2026-0\d-\d\d \d\d:\d\d:00$/);
});

test('a healthy and idle workspace is neither amber nor red', () => {
  for (const word of ['ok', 'alive', 'current', 'absent', 'idle', 'none', 'queued', 'done'])
    expect(['ok', 'off']).toContain(toneOf(word));
});

test('what failed is red, and what nobody knows the word of is grey', () => {
  expect(['blocked', 'failed', 'down', 'lost'].map(toneOf)).toEqual(['fail', 'fail', 'fail', 'fail']);
  expect(toneOf('constructor')).toBe('off');
});

test('the tab tells how much needs somebody, and no name steers it', () => {
  expect(titleOf('Runs', 'shop', 2)).toBe('(2) Runs · shop · Millrace');
  expect(titleOf('Runs', 'a\u202eb', 0)).toBe('Runs · a\\u202eb · Millrace');
  expect(decodeURIComponent(iconOf(3, false))).toContain('>3</text>');
  expect(iconOf(0, true)).not.toBe(iconOf(0, false));
});
