// What a person can do about a branch of a root that somebody deleted.
import { shellWord } from './shell-word.js';

/** Commands: the one that makes it again, and the one that says that nobody needs it. */
export const goneActions = (root: string): [string, string] => [
  `millrace trees repair ${shellWord(root)}`,
  `millrace deliver ${shellWord(root)} --done`,
];

/** The same as a sentence, without its full stop, each command between two of `quote`. */
export function goneWays(root: string, quote = ''): string {
  const [again, done] = goneActions(root).map((command) => `${quote}${command}${quote}`);
  return `Make it again: ${again}. If it was taken, or is not wanted: ${done}`;
}
