// A line of Markdown without what only dresses it: emphasis, heading and code marks, as people and models put them around
// what they were asked for word for word, and what nobody sees.

export interface Undressed {
  text: string;
  /** It had marks. */
  dressed: boolean;
  /** It is an item of a list, or ends like a sentence: the marks of a text, which do not make an outcome of a word. */
  loose: boolean;
  /** An item of a list. */
  isItem: boolean;
}

const LEADING = /^(?:#{1,6}\s*|[*_`]+\s*)+/;
const TRAILING = /(?:\s+#+|\s*[*_`]+)+$/;
const ITEM = /^(?:[-*+•]|\d{1,3}[.)])\s+/;
const END = /[.:!]$/;

export function undressed(line: string): Undressed {
  const whole = visible(line);
  const item = whole.replace(ITEM, '');
  const isItem = item !== whole;
  const bare = withoutMarks(item);
  const plain = bare.replace(END, '');
  // Emphasis may end before the sign, or behind it.
  const text = withoutMarks(plain).replaceAll('\\_', '_');
  return { text, dressed: bare !== item || plain !== withoutMarks(plain), loose: isItem || plain !== bare, isItem };
}

/** Emphasis may stand around the heading marks or within them, and `\_` is how Markdown writes a plain `_`. */
const withoutMarks = (text: string): string =>
  text
    .replace(/\\([#*`])/g, '$1')
    .replace(LEADING, '')
    .replace(TRAILING, '')
    .trim();

/** Without controls, joiners and signs of direction, which a copied text or a terminal leaves; every blank is one. */
const visible = (line: string): string =>
  line
    .replace(/[^\S\n]/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
