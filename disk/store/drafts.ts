// Drafts that a killed process left behind. They harm nobody, but nobody else would ever remove them.
import type { Dirent } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { RUNTIME_DIR, statePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';
import { codeOf, MISSING } from '../errors.js';

const DRAFT = /^\.[0-9a-f]{8}-[0-9a-f-]{27}\.tmp$/;
const OLD_MS = 10 * 60_000;
/** How deep below the two folders we write: `blueprints/packets/approved/`, `texts/ab/`. */
const DEPTH = { shown: 3, state: 2 };
/** Of our state folder: what agents and Git fill, and what goes as a whole when it is old. */
const PASSED_OVER = new Set<string>([
  ...[statePaths.journal('x'), statePaths.kept('x', 'x'), statePaths.tmp('x'), statePaths.scratch('x')].map(
    (file) => file.split('/')[0] ?? '',
  ),
  ...[statePaths.checkpoints, statePaths.trees],
]);

/** Removes drafts older than ten minutes from where we write. Called once by a starting worker. */
export async function sweepDrafts({ workspace, state }: Dirs, now = Date.now()): Promise<void> {
  await sweep(path.join(workspace, RUNTIME_DIR), DEPTH.shown, now);
  await sweep(state, DEPTH.state, now, PASSED_OVER);
  // What lies beside the trees is ours.
  await sweep(path.join(state, statePaths.trees), 0, now);
}

/** The same in one folder alone, absolute. */
export const sweepOldDrafts = (folder: string): Promise<void> => sweep(folder, 0, Date.now());

/** No link is followed: what it leads to is not ours. */
async function sweep(folder: string, depth: number, now: number, passedOver = new Set<string>()): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    const file = path.join(folder, entry.name);
    if (entry.isFile() && DRAFT.test(entry.name)) await removeOld(file, now);
    else if (entry.isDirectory() && depth > 0 && !passedOver.has(entry.name)) await sweep(file, depth - 1, now);
  }
}

const entriesOf = async (folder: string): Promise<Dirent[]> =>
  (await readdir(folder, { withFileTypes: true }).catch(unlessOutOfReach)) ?? [];

async function removeOld(file: string, now: number): Promise<void> {
  const stat = await lstat(file).catch(unlessOutOfReach);
  if (stat !== null && now - stat.mtimeMs > OLD_MS) await rm(file, { force: true }).catch(unlessOutOfReach);
}

/** Passes over what is gone, and what somebody closed to us: no work depends on it. */
function unlessOutOfReach(error: unknown): null {
  const code = codeOf(error);
  if (MISSING.has(code) || code === 'EACCES' || code === 'EPERM') return null;
  throw error;
}
