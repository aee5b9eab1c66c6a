// Work without a root begins where the settings of now say, and ends where it began: what is left of it and goes on elsewhere than new work begins.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BACKLOG } from '../../core/contracts/ids.js';
import { RUNTIME_DIR, runtimePaths, statePaths } from '../../core/contracts/paths.js';
import type { TreeSettings } from '../../core/contracts/trees.js';
import { jsonObject } from '../../core/json-lines.js';
import { readText } from '../read.js';
import { changedInPlace } from './stage-changes.js';
import { hasLeft, readTreeRuns, type TreeRun } from './tree-runs.js';

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

/** Sentences; none = all of it works where new work does. No document is read. */
export function rootlessNotes(workspace: string, state: string): string[] {
  const isPerRoot = newWorkIn(state) === 'per_root';
  const items = isPerRoot ? leftInPlace(workspace, state) : leftInTree(workspace, readTreeRuns(state));
  if (items.length === 0) return [];
  const many = items.length === 1 ? '1 item without a root goes on' : `${items.length} items without a root go on`;
  const [here, there] = isPerRoot
    ? ['in the workspace folder', 'on a branch']
    : ['on a branch', 'in the workspace folder'];
  return [`${many} ${here}, where it began: ${someOf(items)}. New ones work ${there}.`];
}

const NAMED = 3;

/** For people. */
export const someOf = (names: readonly string[]): string =>
  names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ', …' : '');
