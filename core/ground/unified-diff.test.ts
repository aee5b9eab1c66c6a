// A unified diff: what stays near a change is shown, and the numbers fit.
import { expect, test } from 'vitest';
import { unifiedDiff } from './unified-diff.js';

const numbered = (count: number, changed: Record<number, string> = {}): string =>
  Array.from({ length: count }, (_one, at) => `${changed[at + 1] ?? at + 1}\n`).join('');

test('nothing of what is the same', () => expect(unifiedDiff('a', 'x\n', 'x\n')).toBe(''));

test('two changes that lie apart are two hunks', () => {
  expect(unifiedDiff('a', numbered(20), numbered(20, { 2: 'two', 18: 'new\n18' })).split('\n')).toEqual([
    ...['--- a/a', '+++ b/a', '@@ -1,5 +1,5 @@', ' 1', '-2', '+two', ' 3', ' 4', ' 5'],
    ...['@@ -15,6 +15,7 @@', ' 15', ' 16', ' 17', '+new', ' 18', ' 19', ' 20', ''],
  ]);
});

test.each([
  ['a file that comes', null, 'x\ny\n', '--- /dev/null\n+++ b/a\n@@ -0,0 +1,2 @@\n+x\n+y\n'],
  ['a file that goes', 'x\n', null, '--- a/a\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n'],
  [
    'a last line without its end',
    'x',
    'x\n',
    '--- a/a\n+++ b/a\n@@ -1,1 +1,1 @@\n-x\n\\ No newline at end of file\n+x\n',
  ],
])('%s', (_name, before, after, diff) => expect(unifiedDiff('a', before, after)).toBe(diff));
