// Reads the JSON of a script, and says in plain words why it cannot be read, with line and column.
import { realpathSync, statSync } from 'node:fs';
import { own } from '../../core/own.js';
import { codeOf } from '../../disk/errors.js';
import { ForeignObject, readWhole } from '../../disk/read.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'its permissions forbid it',
};

export type ReadJson = { ok: true; value: unknown } | { ok: false; fault: string };

/** `fault` names the file, what is wrong and what to do. */
export function readJson(path: string): ReadJson {
  let text: string;
  try {
    text = textOf(path);
  } catch (error) {
    return { ok: false, fault: `The script ${path} cannot be read: ${reasonOf(error)}. Name a file that can.` };
  }
  const fault = faultIn(text);
  if (fault === null) return { ok: true, value: JSON.parse(text) };
  return { ok: false, fault: `${path}: ${placeOf(text)}: ${fault}. Correct the script.` };
}

/** The operator's own links may lead to it. */
function textOf(path: string): string {
  const real = realpathSync(path);
  if (statSync(real).isDirectory()) throw new Error('it is a folder');
  return readWhole(real);
}

function reasonOf(error: unknown): string {
  const code = codeOf(error instanceof ForeignObject ? error.cause : error) ?? '';
  return own(REASONS, code) ?? (error instanceof Error ? error.message : String(error));
}

/** What the engine says, without the place and the excerpt that some of its sentences have; null when the text is JSON. */
function faultIn(text: string): string | null {
  const said = complaint(text);
  return said?.replace(/(?: in JSON)? at position \d.*$|, .* is not valid JSON$/s, '') ?? null;
}

function complaint(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Not every sentence of the engine has a place: it is the end of the longest beginning that something could complete. */
function placeOf(text: string): string {
  let [good, bad] = [0, text.length];
  while (good < bad) {
    const middle = Math.ceil((good + bad) / 2);
    if (canGoOn(text.slice(0, middle))) good = middle;
    else bad = middle - 1;
  }
  const lines = text.slice(0, good).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}

/** Whether nothing is wrong with a text but that it ends here. */
function canGoOn(text: string): boolean {
  const said = complaint(text);
  if (said === null || /end of JSON input|^Unterminated string/.test(said)) return true;
  return / at position (\d+)/.exec(said)?.[1] === String(text.length);
}
