// Whether somebody wrote what is wanted in the place of a file. What is there wins, and what looks like a path is one: nobody
// wants a mistyped name to become work.
import { resolve } from 'node:path';
import type { Context } from '../context.js';
import { lookThere } from '../look.js';

/** So many words are no path, though one of them has a slash, or the last one names a file. */
const WORDS = 4;

export function isSentence({ cwd }: Pick<Context, 'cwd'>, given: string): boolean {
  const words = given.trim().split(/\s+/);
  return words.length > 1 && !looksLikePath(given.trim(), words.length) && lookThere(resolve(cwd, given)) === undefined;
}

const looksLikePath = (text: string, words: number): boolean =>
  /^(?:\.{0,2}|~|[A-Za-z]:)[/\\]|[/\\]$/.test(text) ||
  (/[/\\]|\.(?:md|markdown|json|txt)$/i.test(text) && words < WORDS);
