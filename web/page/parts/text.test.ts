import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inert } from '../../../core/inert.js';
import { diffClass } from './diff.js';
import { blocksOf, cutLine, linesOf } from './text-lines.js';
import { piecesOf, sentenceOf } from './text.js';

const shown = (line: string): string =>
  piecesOf(line)
    .map(({ text }) => text)
    .join('');

test('whatever a line holds, what is shown of it is what every surface shows', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (line) => {
      const text = line.replaceAll('\t', '');
      expect(shown(text)).toBe(inert(text));
    }),
  );
});

test('marks of direction, controls and what has no width are written out, and marked as such', () => {
  expect(piecesOf('a\u202eb\x1b[31m\u200bc')).toEqual([
    { text: 'a', isEscape: false },
    { text: '\\u202e', isEscape: true },
    { text: 'b', isEscape: false },
    { text: '\\x1b', isEscape: true },
    { text: '[31m', isEscape: false },
    { text: '\\u200b', isEscape: true },
    { text: 'c', isEscape: false },
  ]);
});

test('an escape that somebody wrote is no escape', () => {
  expect(piecesOf('\\x1b')).toEqual([{ text: '\\x1b', isEscape: false }]);
});

test('a tab stays one, beside what is written out', () => {
  expect(shown('a\tb\x07')).toBe('a\tb\\x07');
});

test('of a line without end the beginning is shown, and how much is not', () => {
  expect(cutLine('x'.repeat(10), 4)).toEqual({ text: 'xxxx', cut: 6 });
  expect(cutLine('x'.repeat(4), 4)).toEqual({ text: 'xxxx', cut: 0 });
});

test('lines and blocks together are the text', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ maxLength: 5 }).map((text) => text.replaceAll('\n', ' ')),
        { minLength: 1, maxLength: 30 },
      ),
      (lines) => {
        expect(linesOf(`${lines.join('\n')}\n`)).toEqual(lines);
        expect(blocksOf(lines, 7).flat()).toEqual(lines);
      },
    ),
  );
});

test.each([
  ['+added', 'plus'],
  ['-removed', 'minus'],
  ['@@ -1 +1 @@', 'hunk'],
  ['+++ b/src/a.ts', 'file'],
  ['--- a/src/a.ts', 'file'],
  ['diff --git a/x b/x', 'file'],
  [' same', ''],
])('%s is shown as what it is', (line, kind) => {
  expect(diffClass(line)).toBe(kind);
});

test('what stands between two backticks is code, and one alone is a sign like any other', () => {
  const shownAs = (text: string): string =>
    sentenceOf(text)
      .map((piece) => (piece.isCode ? `[${piece.text}]` : piece.text))
      .join('');
  expect(shownAs('`millrace run` starts one; or `up`')).toBe('[millrace run] starts one; or [up]');
  expect(['a ` b', '``', '`a` ` b'].map(shownAs)).toEqual(['a ` b', '``', '[a] ` b']);
});
