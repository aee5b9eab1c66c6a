// Roots that work elsewhere than new ones do, since each stays where it began. From our notes alone: no git is asked.
import path from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import type { TreeSettings } from '../core/contracts/trees.js';
import { jsonObject } from '../core/json-lines.js';
import { readText } from '../disk/read.js';
import { recentChanges } from '../disk/store/stage-changes.js';
import { type BranchView, openAmong } from './branches.js';

/** A sentence; none = all that are open work where new ones do. `state`: our folder of the workspace, null = there is none. */
export function mixedNotes(workspace: string, state: string | null, branches: readonly BranchView[]): string[] {
  if (state === null) return [];
  const isPerRoot = newRootsIn(state) === 'per_root';
  const roots = isPerRoot ? openInPlace(workspace, state) : openInTrees(branches);
  if (roots.length === 0) return [];
  const isOne = roots.length === 1;
  const many = isOne ? '1 root still works' : `${roots.length} roots still work`;
  const named = roots.slice(0, NAMED).join(', ') + (roots.length > NAMED ? ', …' : '');
  const theirs = isOne ? 'a branch of its own' : 'branches of their own';
  return [
    isPerRoot
      ? `${many} in the workspace folder, one at a time: ${named}. Each stays where it began.`
      : `${many} on ${theirs}: ${named}. Each stays where it began; new ones work in the workspace folder.`,
  ];
}

const NAMED = 3;

/** As the settings say that were read last. */
const newRootsIn = (state: string): TreeSettings['mode'] =>
  jsonObject(readText(path.join(state, statePaths.treeSettings)) ?? undefined)?.['mode'] === 'per_root'
    ? 'per_root'
    : 'in_place';

function openInPlace(workspace: string, state: string): string[] {
  const roots = new Set(recentChanges(state).flatMap(({ root, tree }) => (tree === undefined ? [root] : [])));
  return roots.size === 0 ? [] : [...openAmong(workspace, roots)].sort();
}

const openInTrees = (branches: readonly BranchView[]): string[] =>
  branches.flatMap(({ root, state }) => (state === 'open' ? [root] : []));
