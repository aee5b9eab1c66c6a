// One look at one file that wants to be a work item.
import path from 'node:path';
import type { Problem, WorkDocument } from '../../core/contracts/documents.js';
import { checkFile, MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';
import { type Dirs, shownFile } from '../dirs.js';
import { readPlain } from '../../disk/plain.js';

export type Examined =
  | { kind: 'missing' }
  /** Written a moment ago, perhaps not to its end: look again. */
  | { kind: 'unsettled' }
  | { kind: 'refused'; reason: string }
  | { kind: 'document'; document: WorkDocument; text: string; notes: Problem[] };

/** `file`: relative to `millrace-agents/`. `quietMs`: how long nobody must have written to it. */
export function examine(dirs: Dirs, family: string, file: string, quietMs: number): Examined {
  const found = readPlain(shownFile(dirs, file), MAX_DOCUMENT_BYTES);
  if (!found.ok) return found.missing ? { kind: 'missing' } : { kind: 'refused', reason: `${found.reason}.` };
  const age = Date.now() - found.stat.mtimeMs;
  // A time in the future says nothing about the writer.
  if (age >= 0 && age < quietMs) return { kind: 'unsettled' };
  const checked = checkFile(family, path.basename(file, '.md'), found.bytes);
  if (!checked.ok) return { kind: 'refused', reason: checked.problems.map(sentence).join(' ') };
  return { kind: 'document', document: checked.document, text: checked.text, notes: checked.notes };
}

/** A problem as a person reads it: code, place, what is wrong, what to do. */
export function sentence({ code, line, field, message, hint }: Problem): string {
  const where = [line === undefined ? '' : `line ${line}`, field ?? ''].filter((part) => part !== '').join(', ');
  return `${code}${where === '' ? '' : ` (${where})`}: ${message}${hint === undefined ? '' : ` ${hint}`}`;
}
