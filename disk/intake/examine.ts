// One look at one file that wants to be a work item.
import path from 'node:path';
import type { Problem, WorkDocument } from '../../core/contracts/documents.js';
import { LIMITS } from '../../core/contracts/limits.js';
import { checkFile, MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { readPlain } from '../plain.js';
import { hasRested, isBeingWritten } from '../store/rest.js';

export type Examined =
  | { kind: 'missing' }
  /** Written a moment ago, perhaps not to its end: look again. */
  | { kind: 'unsettled' }
  | { kind: 'refused'; reason: string }
  | { kind: 'document'; document: WorkDocument; text: string; notes: Problem[] };

/** `file`: relative to `millrace-agents/`. `restMs`: how long nobody must have written to it. `stem`: name that counts, as without `.md`. */
export function examine(dirs: Dirs, family: string, file: string, restMs: number, stem = stemOf(file)): Examined {
  const whole = shownFile(dirs, file);
  const found = readPlain(whole, MAX_DOCUMENT_BYTES);
  if (!found.ok && found.missing) return { kind: 'missing' };
  // One that is too large, or may not be read, may still be written too.
  if (found.ok ? !hasRested(whole, found.stat, restMs) : isBeingWritten(whole, restMs)) return { kind: 'unsettled' };
  if (!found.ok) return { kind: 'refused', reason: `${found.reason}.` };
  return examineBytes(family, stem, found.bytes);
}

/** The same for content that was read already. */
export function examineBytes(family: string, stem: string, bytes: Uint8Array): Examined {
  const checked = checkFile(family, stem, bytes);
  if (!checked.ok) return { kind: 'refused', reason: sentences(checked.problems) };
  return { kind: 'document', document: checked.document, text: checked.text, notes: checked.notes };
}

export const stemOf = (file: string): string => path.basename(file, '.md');

/** A problem as a person reads it: code, place, what is wrong, what to do. */
export function sentence({ code, line, field, message, hint }: Problem): string {
  const where = [line === undefined ? '' : `line ${line}`, field ?? ''].filter((part) => part !== '').join(', ');
  return `${code}${where === '' ? '' : ` (${where})`}: ${message}${hint === undefined ? '' : ` ${hint}`}`;
}

/** The first of them as one text, and how many more there are. */
export function sentences(problems: readonly Problem[]): string {
  const more = problems.length - LIMITS.faults;
  const told = problems.slice(0, LIMITS.faults).map(sentence).join(' ');
  return more > 0 ? `${told} And ${String(more)} more faults.` : told;
}
