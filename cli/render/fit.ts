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
