// Text that fits a screen: prose is wrapped or cut between words, and what has no blank in it, such as an id, is never cut.
import { widthOf } from './screen.js';

/** A command in quotes of code stays on one line as far as it can: whoever copies it copies all of it. */
const WORDS = /(?:`[^`]*`|[^\s`]|`)+/g;

const wordsOf = (text: string): string[] => text.match(WORDS) ?? [];

/** `text` in lines of at most `width` columns; a word that is wider stands alone. At least one line. */
export function folded(text: string, width: number): string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of wordsOf(text)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthOf(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A whole line with its indent, and what does not fit into it below, two columns further in. */
export function hanging(line: string, width: number): string[] {
  if (widthOf(line) <= width) return [line];
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const below = `${indent}  `;
  const [first = '', ...rest] = folded(line.slice(indent.length), width - below.length);
  return [indent + first, ...rest.map((one) => below + one)];
}

/** Cut between two words, and marked; never within one. */
export function cutBetweenWords(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const [first = ''] = folded(text, width - 1);
  return `${first}…`;
}

/** As `folded`, for a line of columns, whose blanks stay where they are; the lines after the first are indented by `indent`. */
export function columnsFolded(line: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  for (let rest = line; ;) {
    const begins = lines.length === 0 ? '' : ' '.repeat(indent);
    const end = widthOf(rest) + begins.length <= width ? -1 : breakIn(rest, width - begins.length);
    if (end === -1) return [...lines, begins + rest];
    lines.push(begins + rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
}

/** Where the line ends: the last blank that fits, else the first one; -1 = nowhere. What stands before the names is not parted. */
function breakIn(text: string, room: number): number {
  const fits = text.lastIndexOf(' ', room);
  const end = text.slice(0, Math.max(0, fits)).trim() === '' ? text.indexOf(' ', Math.max(0, room)) : fits;
  return text.slice(end).trim() === '' ? -1 : end;
}
