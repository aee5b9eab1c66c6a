// How wide text is on a screen.
import { bare } from './paint.js';

/** Signs that take two columns. */
const WIDE = String.raw`[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60]|\p{Emoji_Presentation}`;
/** Accents that stand on the sign before them. */
const NARROW = String.raw`\p{Mn}`;

/** Nearly all that is shown: a column for each sign, as in all of ASCII, and signs that we draw with. */
const PLAIN = /^[\0-\xff\u2010-\u2015\u2026\u2190-\u2193]*$/;

let patterns: { wide: RegExp; narrow: RegExp } | null = null;

/** Made when they are needed: what the engine has to look up for them costs a short command more than its work. */
const made = (): NonNullable<typeof patterns> =>
  (patterns ??= { wide: new RegExp(WIDE, 'u'), narrow: new RegExp(NARROW, 'u') });

/** Columns that a text takes; marks of colour take none. */
export function widthOf(text: string): number {
  const shown = bare(text);
  return PLAIN.test(shown) ? shown.length : [...shown].reduce((sum, one) => sum + columnsOf(one), 0);
}

function columnsOf(sign: string): number {
  const { wide, narrow } = made();
  if (wide.test(sign)) return 2;
  return narrow.test(sign) ? 0 : 1;
}
