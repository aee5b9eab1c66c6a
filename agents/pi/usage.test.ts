import { expect, test } from 'vitest';
import { sumOf } from '../tokens.js';
import { usageOf } from './usage.js';

test('cached tokens are added to the input, from which Pi leaves them out', () => {
  const usage = usageOf({ input: 600, output: 50, cacheRead: 400, cacheWrite: 25, totalTokens: 1075, reasoning: 7 });
  expect(usage).toEqual({ input: 1025, cachedInput: 400, output: 50, thinking: 7, total: 1075 });
});

test('usages of several answers are added up; of none there is none', () => {
  const one = usageOf({ input: 1, output: 2, cacheRead: 3, totalTokens: 6 });
  expect(sumOf([one, one])).toEqual({ input: 8, cachedInput: 6, output: 4, thinking: 0, total: 12 });
  expect(sumOf([])).toBeNull();
});
