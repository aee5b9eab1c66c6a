// Prose behind a label, in lines of a narrow screen.
import { folded } from './fit.js';
import { inert } from './inert.js';
import { columns } from '../output.js';

export const SCREEN = 80;

/** `first` before the first line, blanks of its width before the others. */
export function wrapped(first: string, text: string): string[] {
  const room = Math.min(SCREEN, columns('stdout')) - first.length;
  const words = inert(text).trim().replace(/\s+/g, ' ');
  const below = ' '.repeat(first.length);
  return folded(words, room).map((line, at) => `${at === 0 ? first : below}${line}`.trimEnd());
}
