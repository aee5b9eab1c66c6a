// One way in which the files are not what the state says.
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { readPlain } from '../plain.js';

export interface Difference {
  /** Relative to `millrace-agents/`. */
  path: string;
  expected: string;
  found: string;
  /** What a person has to do, where a rebuild cannot mend it. */
  remedy?: string;
}

export const NOTHING = 'nothing';
const SHOWN_LENGTH = 80;
const MAX_BYTES = 16 * 1024 * 1024;

/** A file of the mirror as text; null when there is none that can be read. Links are not followed. */
export function textAt(dirs: Dirs, relative: string): string | null {
  const found = readPlain(shownFile(dirs, relative), MAX_BYTES);
  return found.ok ? Buffer.from(found.bytes).toString('utf8') : null;
}

/** A value on one line, its end left out when it is long. */
export function brief(value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : value === undefined ? NOTHING : JSON.stringify(value);
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH - 1)}…`;
}
