// Lets go of old checkpoints while a worker serves: `[checkpoints] keep_days`, and the last stage of every run that is not at its end.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkpointSettings } from '../activities/checkpoint-settings.js';
import { listCheckpoints } from '../checkpoints/list.js';
import { checkpointPlace } from '../checkpoints/place.js';
import { keptByPolicy, pruneCheckpoints } from '../checkpoints/prune.js';
import type { ChangedStage } from '../core/changes/stretches.js';
import { RUNTIME_DIR, runtimePaths, statePaths } from '../core/contracts/paths.js';
import type { Dirs } from '../disk/dirs.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { readText } from '../disk/read.js';
import { readChanges } from '../disk/store/stage-changes.js';
import { writeAtomicSync } from '../disk/write.js';
import { repeatedly } from './repeat.js';

const EVERY_MS = 60 * 60_000;
/** Of whether it is time: workers may live shorter than an hour, and each asks when the last one did it. */
const LOOK_MS = 60_000;
/** A run in its first stage is not known to be open yet. */
const LEAST_DAYS = 1;

/** Returns the function that ends this. */
export function pruneHourly(dirs: Dirs, say: (line: string) => void): () => void {
  const over = new AbortController();
  const look = async (): Promise<void> => {
    if (isDue(dirs.state, Date.now())) await letGo(dirs, Date.now(), over.signal);
  };
  const failed = (error: unknown): void => {
    if (!over.signal.aborted && !String(error).includes('already running'))
      say(`Old checkpoints could not be let go of: ${String(error)}`);
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
  const all = await listCheckpoints(place);
  const days = Math.max(LEAST_DAYS, settings.keep_days);
  await pruneCheckpoints(place, keptByPolicy(all, { now, days, openRuns: openRuns(dirs) }));
}

function openRuns(dirs: Dirs): Set<string> {
  const isIn = (state: 'queued' | 'active' | 'blocked', { family, id }: ChangedStage): boolean =>
    existsSync(path.join(dirs.workspace, RUNTIME_DIR, runtimePaths.document(family, state, id)));
  const isOpen = (stage: ChangedStage): boolean =>
    isIn('queued', stage) || isIn('active', stage) || isIn('blocked', stage);
  return new Set(readChanges(dirs.state).flatMap((stage) => (isOpen(stage) ? [stage.run] : [])));
}
