// What is plain is measured at one look: it takes as many columns as it has signs, whichever signs stand in it.
import { expect, it } from 'vitest';
import { widthOf } from './screen.js';

/** In front of a sign, so that the text is not plain and each sign of it is looked at. */
const NOT_PLAIN = '漢';

it('every sign takes the same columns alone and beside one that makes the look go sign by sign', () => {
  for (let code = 0; code < 0x3000; code += 1) {
    const sign = String.fromCodePoint(code);
    expect(widthOf(NOT_PLAIN + sign) - 2, code.toString(16)).toBe(widthOf(sign));
  }
});

it.each([
  ['', 0],
  ['task t01 -> done', 16],
  ['→ é – …', 7],
  ['漢字', 4],
  ['e\u0301', 1],
  ['⚡', 2],
])('%j takes %i', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});
