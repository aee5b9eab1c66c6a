// Files that somebody dropped where only what an operator signs is taken in: they are set aside, with what to do.
import type { Dirs } from '../disk/dirs.js';
import { quarantineFile } from '../disk/intake/scan.js';
import { isKnown } from '../core/told-error.js';

const REASON =
  'it is unsigned, and this workspace takes in what an operator signs: add it with `millrace add FILE` and your key, or let the worker ' +
  'take in what is dropped by giving its key the right intake (`millrace keys add`)';

/** Null when they were set aside for that. Throws any other error. `found`: paths relative to `millrace-agents/`. */
export async function setAsideUnsigned(
  dirs: Dirs,
  found: readonly { family: string; path: string }[],
  error: unknown,
): Promise<null> {
  if (!isKnown(error, 'not_allowed')) throw error;
  for (const { family, path } of found) await quarantineFile(dirs, { family, path, reason: REASON });
  return null;
}
