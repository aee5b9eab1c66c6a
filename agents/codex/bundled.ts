// The bubblewrap that Codex's npm package carries, for machines whose system has none.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Around, codexProgram } from './surroundings.js';

/** Absolute path; null where there is no such package. */
export function bundledBubblewrap(context: Around): string | null {
  const codex = codexProgram(context);
  const found = codex === null ? null : join(dirname(dirname(codex)), 'codex-resources', 'bwrap');
  return found !== null && existsSync(found) ? found : null;
}
