// Takes a document from a file, from standard input or from the command line: regular files of bearable size only.
import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { clipped } from '../../core/contracts/limits.js';
import { MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';
import type { Context } from '../context.js';
import { failed } from '../errors.js';
import { lookThere } from '../look.js';
import { clause } from '../render/clause.js';

/** Characters: whoever gives a text in the place of a file need not see all of it again. */
export const SHOWN = 300;

export interface Input {
  /** As messages call it. */
  name: string;
  /** The file as it was given; null when it came as text. */
  path: string | null;
  bytes: Uint8Array;
  form: 'markdown' | 'json';
  /** On the command line itself, where it may be a few words and no document. */
  said: boolean;
}

/** `hint`: what to do where there is no such document. */
export async function readInput(
  context: Context,
  source: { file: string } | { text: string },
  hint = 'A document is a .md or .json file; - reads standard input.',
): Promise<Input> {
  if ('text' in source) return { ...formed('--text', Buffer.from(source.text, 'utf8')), said: true };
  if (source.file === '-') return formed('standard input', await readStdin());
  const name = clipped(source.file, SHOWN);
  const ending = extname(source.file).toLowerCase();
  if (ending !== '.md' && ending !== '.json') {
    if (lookThere(resolve(context.cwd, source.file)) === undefined)
      throw failed('bad_file', `There is no file ${name}.`, hint);
    throw failed('bad_file', `${name} is neither .md nor .json.`, 'Rename it, or pass it on standard input with -.');
  }
  const bytes = await readNamed(resolve(context.cwd, source.file), name, hint);
  const form = ending === '.json' ? 'json' : 'markdown';
  return { name: source.file, path: source.file, bytes, form, said: false };
}

/** Of what is added. */
export const SAY =
  'A document is a .md or .json file. What you want can be said in a sentence in quotes, or behind --text.';

async function readNamed(path: string, name: string, hint: string): Promise<Uint8Array> {
  const { readPlain } = await import('../../disk/plain.js');
  const found = readPlain(path, MAX_DOCUMENT_BYTES);
  if (found.ok && statSync(path).mtimeMs === found.stat.mtimeMs) return found.bytes;
  if (found.ok) throw failed('bad_file', `${name} cannot be added: it is being written.`, 'Add it when it is whole.');
  if (found.missing) throw failed('bad_file', `There is no file ${name}.`, hint);
  throw failed('bad_file', `${name} cannot be added: ${clause(found.reason)}.`);
}

/** Stops a little above the limit: what is read by then suffices to refuse it. */
export async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_DOCUMENT_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** JSON begins with a brace, and a Markdown document never does. */
function formed(name: string, bytes: Uint8Array): Input {
  const start = Buffer.from(bytes.subarray(0, 64)).toString('utf8');
  return {
    name,
    path: null,
    bytes,
    said: false,
    form: start
      .replace(/^\uFEFF/, '')
      .trimStart()
      .startsWith('{')
      ? 'json'
      : 'markdown',
  };
}
