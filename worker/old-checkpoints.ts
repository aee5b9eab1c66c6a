// Lets go of old checkpoints while a worker serves: `[checkpoints] keep_days`, and the last stage of every run that is not at its end.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkpointSettings } from '../activities/checkpoint-settings.js';
import { listCheckpoints } from '../checkpoints/list.js';
import { checkpointPlace } from '../checkpoints/place.js';
import { keptByPolicy, pruneCheckpoints } from '../checkpoints/prune.js';
import type { ChangedStage } from '../core/changes/stretches.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import type { Dirs } from '../disk/dirs.js';
import { readChanges } from '../disk/store/stage-changes.js';
import { repeatedly } from './repeat.js';

const EVERY_MS = 60 * 60_000;

/** Returns the function that ends this. */
export const pruneHourly = (dirs: Dirs, say: (line: string) => void): (() => void) =>
  repeatedly(
    EVERY_MS,
    () => letGo(dirs, Date.now()),
    (error) => say(`Old checkpoints could not be let go of: ${String(error)}`),
  );

/** `now`: ms since 1970. What was packed once is left alone where nothing goes. */
export async function letGo(dirs: Dirs, now: number): Promise<void> {
  const settings = await checkpointSettings(dirs.state);
  const place = checkpointPlace(dirs, settings);
  if (!existsSync(place.repository)) return;
  const all = await listCheckpoints(place);
  await pruneCheckpoints(place, keptByPolicy(all, { now, days: settings.keep_days, openRuns: openRuns(dirs) }));
}

function openRuns(dirs: Dirs): Set<string> {
  const isIn = (state: 'queued' | 'active' | 'blocked', { family, id }: ChangedStage): boolean =>
    existsSync(path.join(dirs.workspace, RUNTIME_DIR, runtimePaths.document(family, state, id)));
  const isOpen = (stage: ChangedStage): boolean =>
    isIn('queued', stage) || isIn('active', stage) || isIn('blocked', stage);
  return new Set(readChanges(dirs.state).flatMap((stage) => (isOpen(stage) ? [stage.run] : [])));
}
