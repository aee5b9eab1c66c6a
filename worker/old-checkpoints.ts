// Lets go of what is old while a worker serves: checkpoints (`[checkpoints] keep_days`, and the last stage of every run that is not at its end), and
// the trees of roots that are over.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkpointSettings } from '../activities/checkpoint-settings.js';
import { letGoOfOld } from '../checkpoints/let-go.js';
import { checkpointPlace } from '../checkpoints/place.js';
import { statePaths } from '../core/contracts/paths.js';
import type { Dirs } from '../disk/dirs.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { readText } from '../disk/read.js';
import { writeAtomicSync } from '../disk/write.js';
import { removeOldTrees } from './old-trees.js';
import type { WorkspacePlace } from './place.js';
import { repeatedly } from './repeat.js';

const EVERY_MS = 60 * 60_000;
/** Of whether it is time: workers may live shorter than an hour, and each asks when the last one did it. */
const LOOK_MS = 60_000;

/** Returns the function that ends this. */
export function pruneHourly(place: Pick<WorkspacePlace, 'dirs' | 'id'>, say: (line: string) => void): () => void {
  const over = new AbortController();
  const failed = (error: unknown): void => {
    if (!over.signal.aborted && !String(error).includes('already running'))
      say(`Old checkpoints and trees could not be let go of: ${String(error)}`);
  };
  const look = async (): Promise<void> => {
    if (!isDue(place.dirs.state, Date.now())) return;
    await letGo(place.dirs, Date.now(), over.signal).catch(failed);
    await removeOldTrees(place, { env: process.env, now: Date.now(), say, signal: over.signal });
  };
  const end = repeatedly(LOOK_MS, look, failed);
  return () => {
    over.abort();
    end();
  };
}

/** `now`: ms since 1970. The moment is kept before the work: who fails tries again in an hour. */
export function isDue(state: string, now: number): boolean {
  const file = path.join(state, statePaths.checkpoints, 'looked-at');
  if (!existsSync(path.dirname(file))) return false;
  const last = Number(readText(file) ?? NaN);
  if (now - last < EVERY_MS) return false;
  writeAtomicSync(file, String(now), { mode: PRIVATE_FILE });
  return Number.isFinite(last);
}

/** `now`: ms since 1970. */
export async function letGo(dirs: Dirs, now: number, signal?: AbortSignal): Promise<void> {
  const settings = await checkpointSettings(dirs.state);
  const place = { ...checkpointPlace(dirs, settings), ...(signal && { signal }) };
  if (!existsSync(place.repository)) return;
  await letGoOfOld(dirs, place, now, settings.keep_days);
}
