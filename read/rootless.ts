// Work without a root begins where the settings of now say, and ends where it began: what is left of it and goes on elsewhere than new work begins.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BACKLOG } from '../core/contracts/ids.js';
import { RUNTIME_DIR, runtimePaths, statePaths } from '../core/contracts/paths.js';
import type { TreeSettings } from '../core/contracts/trees.js';
import { jsonObject } from '../core/json-lines.js';
import { readText } from '../disk/read.js';
import { changedInPlace } from '../disk/store/stage-changes.js';
import { hasLeft, type TreeRun } from '../disk/store/tree-runs.js';

/** Where new work begins, as the settings say that were read last. */
export const newWorkIn = (state: string): TreeSettings['mode'] =>
  jsonObject(readText(path.join(state, statePaths.treeSettings)) ?? undefined)?.['mode'] === 'per_root'
    ? 'per_root'
    : 'in_place';

/** `family/id` of what is queued or at work and has work of its own in the workspace. */
export const leftInPlace = (workspace: string, state: string): string[] =>
  [...changedInPlace(state, BACKLOG)].filter((key) => isLeft(workspace, key)).sort();

/** `family/id` of what is queued or at work and has work of its own in the tree. `runs`: oldest first. */
export function leftInTree(workspace: string, runs: readonly TreeRun[]): string[] {
  const newest = new Map(runs.flatMap((run) => (run.root === BACKLOG ? [[`${run.family}/${run.id}`, run]] : [])));
  return [...newest].flatMap(([key, run]) => (hasLeft(run) && isLeft(workspace, key) ? [key] : [])).sort();
}

function isLeft(workspace: string, key: string): boolean {
  const [family = '', id = ''] = key.split('/');
  return (['queued', 'active'] as const).some((state) =>
    existsSync(path.join(workspace, RUNTIME_DIR, runtimePaths.document(family, state, id))),
  );
}
