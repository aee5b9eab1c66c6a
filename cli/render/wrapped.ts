// Text in lines of a narrow screen.
import { inert } from './inert.js';
import { columns } from '../output.js';

export const SCREEN = 80;

/** `first` before the first line, blanks of its width before the others. A word that is longer than a line stands alone. */
export function wrapped(first: string, text: string): string[] {
  const most = Math.min(SCREEN, columns('stdout'));
  const lines: string[] = [];
  let line = first;
  let isBegun = false;
  for (const word of inert(text)
    .split(/\s+/)
    .filter((one) => one !== '')) {
    if (isBegun && line.length + 1 + word.length > most) {
      lines.push(line);
      line = ' '.repeat(first.length);
      isBegun = false;
    }
    line += isBegun ? ` ${word}` : word;
    isBegun = true;
  }
  return [...lines, line.trimEnd()];
}
