// Which runs are at their end, and which are not: by what their stages left in our state folder, and where the documents of their items lie.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ChangedStage } from '../../core/changes/stretches.js';
import { isLive, ITEM_STATES, type ItemState } from '../../core/contracts/families.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';

/** Whether the item of each run that has a stage among these is not at its end. */
export function runsOf({ workspace }: Dirs, stages: readonly ChangedStage[]): Map<string, boolean> {
  const isIn = (state: ItemState, { family, id }: ChangedStage): boolean =>
    existsSync(path.join(workspace, RUNTIME_DIR, runtimePaths.document(family, state, id)));
  const states = ITEM_STATES.filter(isLive);
  return new Map(stages.map((stage) => [stage.run, states.some((state) => isIn(state, stage))]));
}
