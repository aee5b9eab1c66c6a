import { performance } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { scanned } from './scan.js';

it('keeps nothing of a text that it has looked at', async () => {
  await scanned('the first text');
  const before = performance.getEntries().length;
  for (let number = 0; number < 5; number += 1) await scanned(`text ${number}`);
  expect(performance.getEntries().length).toBe(before);
});
