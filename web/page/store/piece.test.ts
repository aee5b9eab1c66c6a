import { expect, test } from 'vitest';
import { once } from './pages.js';
import { withPiece } from './piece.js';

const piece = (text: string, from: number, next: number | null) => ({ text, from, next, bytes: 30 });

test('what follows directly is added to what is held', () => {
  const held = withPiece(withPiece(null, piece('one ', 0, 4)), piece('two', 4, 7));
  expect(held).toEqual({ text: 'one two', from: 0, next: 7, bytes: 30 });
});

test('what lies elsewhere takes its place', () => {
  const held = withPiece(withPiece(null, piece('one ', 0, 4)), piece('end', 27, null));
  expect(held).toEqual({ text: 'end', from: 27, next: null, bytes: 30 });
});

test('a row that moved from one page into the next is listed once', () => {
  const rows = [{ run: 'a' }, { run: 'b' }, { run: 'b' }, { run: 'c' }];
  expect(once(rows, ({ run }) => run).map(({ run }) => run)).toEqual(['a', 'b', 'c']);
});
