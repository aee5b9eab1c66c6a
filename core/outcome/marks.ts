// A line of Markdown without what only dresses it: emphasis, heading and code marks, as people and models put them around
// what they were asked for word for word.

export interface Undressed {
  text: string;
  /** It had marks. */
  dressed: boolean;
}

const LEADING = /^(?:#{1,6}\s+|[*_`]+\s*)+/;
const TRAILING = /(?:\s+#+|\s*[*_`]+)+$/;

export function undressed(line: string): Undressed {
  const whole = line.trim();
  // Emphasis may stand around the heading marks or within them, and `\_` is how Markdown writes a plain `_`.
  const text = whole.replace(LEADING, '').replace(TRAILING, '').replaceAll('\\_', '_').trim();
  return { text, dressed: text !== whole };
}
