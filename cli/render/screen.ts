// How wide text is on a screen.
import { bare } from './paint.js';

/** Signs that take two columns. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60]|\p{Emoji_Presentation}/u;
/** Accents that stand on the sign before them. */
const NARROW = /\p{Mn}/u;

/** Columns that a text takes; marks of colour take none. */
export const widthOf = (text: string): number =>
  [...bare(text)].reduce((sum, one) => sum + (WIDE.test(one) ? 2 : NARROW.test(one) ? 0 : 1), 0);
