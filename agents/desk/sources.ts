// Where the documents of a stage lie when its processes are gone.
import { join, sep } from 'node:path';
import { deskFolders, RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { type Edited, oursIn } from '../../disk/dirs.js';
import { fittedName } from '../../disk/names.js';
import type { Source } from './collect.js';

const topOf = (path: string): string => path.split(sep, 1)[0] ?? '';

/** A name of the runtime's own in the folder of a run, or in that of an earlier stage. */
const isRuntimeOwned = (path: string): boolean => /^runner_|^stage_results?(\.json)?$/.test(topOf(path));

/** Under which name a file of the desk is shown: never under one of the runtime's own. */
export function shownName(path: string): string {
  const top = topOf(path);
  return isRuntimeOwned(path) ? fittedName(`agent_${top}`) + path.slice(top.length) : path;
}

export const deskSource = (edited: Edited, { requestId }: StageRunRequest): Source => ({
  ...{ from: 'desk', root: edited.treeDir, folder: join(oursIn(edited), runtimePaths.desk(requestId)) },
  isTaken: (path) => topOf(path) !== deskFolders.earlier,
});

/** Of a stage that an older build began. */
export const runSource = (root: string, { runId }: StageRunRequest): Source => ({
  ...{ from: 'run', root, folder: join(RUNTIME_DIR, runtimePaths.runs, runId) },
  isTaken: (path) => !isRuntimeOwned(path),
});
