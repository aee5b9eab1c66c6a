// Who is a background job of a terminal, by the word of the kernel.
import { expect, it } from 'vitest';
import { isBackgroundIn } from './job.js';

it.each([
  ['in the foreground of its terminal', '7 (node) R 1 50 50 34816 50 4194304', false],
  ['in the background of it', '7 (node) R 1 60 50 34816 50 4194304', true],
  ['called by a name with brackets, in the background', '7 (a) (b) R 1 60 50 34816 50 4194304', true],
  ['without a terminal', '7 (node) R 1 60 50 0 -1 4194304', false],
  ['on a terminal that nobody has in the foreground', '7 (node) R 1 60 50 34816 -1 4194304', false],
  ['not to be read', null, false],
])('a process %s', (_what, stat, is) => {
  expect(isBackgroundIn(stat)).toBe(is);
});
