// What lets a browser in to the dashboard: one secret of this user, kept so that pages that are open go on when the server comes back.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { homePaths } from '../../core/contracts/paths.js';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../disk/folder.js';
import { closeToOthers } from '../../disk/private.js';
import { readText } from '../../disk/read.js';
import { createOnly, writeAtomic } from '../../disk/write.js';

const BYTES = 32;
const FORM = /^[0-9a-f]{64}$/;

/** `home`: state home, made when missing. `anew`: what was there counts no more. Throws where it cannot be written. */
export async function dashboardToken(home: string, anew: boolean): Promise<string> {
  mkdirSync(home, { recursive: true, mode: PRIVATE_FOLDER });
  const file = join(home, homePaths.dashboardToken);
  const fresh = randomBytes(BYTES).toString('hex');
  if (!anew && (await createOnly(file, `${fresh}\n`, { mode: PRIVATE_FILE }))) return fresh;
  const kept = anew ? null : tokenIn(file);
  if (kept !== null) return kept;
  await writeAtomic(file, `${fresh}\n`, { mode: PRIVATE_FILE });
  return fresh;
}

/** Null where it is none. One that others could read is known to them. */
function tokenIn(file: string): string | null {
  const text = readText(file)?.trim() ?? '';
  return FORM.test(text) && closeToOthers(file) ? text : null;
}
