// Whether somebody wrote what is wanted in the place of a file: words with a blank between them that name no file. What is there wins, and
// so does a document in a folder that is there, or one named nearly as one that is there: nobody wants a mistyped name to become work.
import { readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { closest } from '../../core/closest.js';
import type { Context } from '../context.js';
import { lookThere } from '../look.js';

/** So far a mistyped name may be from the one that was meant. */
const LETTERS = 2;

export function isSentence({ cwd }: Pick<Context, 'cwd'>, given: string): boolean {
  const text = given.trim();
  return /\s/.test(text) && lookThere(resolve(cwd, given)) === undefined && !isPath(cwd, text);
}

/** A sentence without its quotes: several words, none of which names a file or looks like one. */
export const areWords = ({ cwd }: Pick<Context, 'cwd'>, given: readonly string[]): boolean =>
  given.length > 1 &&
  given.every((word) => !/[/\\]|\.(?:md|json)$/i.test(word) && lookThere(resolve(cwd, word)) === undefined);

function isPath(cwd: string, text: string): boolean {
  if (/^(?:\.{0,2}|~|[A-Za-z]:)[/\\]|[/\\]$/.test(text)) return true;
  const folder = resolve(cwd, dirname(text));
  if (!/\.(?:md|json)$/i.test(text) || !lookThere(folder)?.isDirectory()) return false;
  return text.includes('/') || closest(basename(text), readdirSync(folder), LETTERS) !== null;
}
