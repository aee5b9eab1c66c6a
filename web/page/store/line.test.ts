import { expect, test } from 'vitest';
import { live, lost, opening, pauseBefore } from './line.js';

test('a line is lost since its first failure, however often it is tried', () => {
  const first = lost(live(opening(1), 2), 10);
  expect(lost(first, 20)).toEqual({ is: 'lost', since: 10, tries: 2, why: null });
});

test('a line that stands is the same line with every sign of life', () => {
  const stands = live(opening(1), 2);
  expect(live(stands, 30)).toBe(stands);
  expect(live(lost(stands, 40), 50)).toEqual({ is: 'live', since: 50 });
});

test('each try waits longer than the one before, and none longer than ten seconds', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 1000].map(pauseBefore);
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
});
