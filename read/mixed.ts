// Roots that work elsewhere than new ones do, since each stays where it began, and work without a root, of which each item does. From our notes alone: no git is asked.
import { BACKLOG } from '../core/contracts/ids.js';
import { recentChanges } from '../disk/store/stage-changes.js';
import { readTreeRuns } from '../disk/store/tree-runs.js';
import { type BranchView, openAmong } from './branches.js';
import { leftInPlace, leftInTree, newWorkIn } from './rootless.js';

/** Sentences; none = all that is open works where new work does. `state`: our folder of the workspace, null = there is none. */
export function mixedNotes(workspace: string, state: string | null, branches: readonly BranchView[]): string[] {
  if (state === null) return [];
  const isPerRoot = newWorkIn(state) === 'per_root';
  const roots = (isPerRoot ? openInPlace(workspace, state) : openInTrees(branches)).filter((root) => root !== BACKLOG);
  return [...rootNotes(roots, isPerRoot), ...rootlessNotes(workspace, state)];
}

function rootNotes(roots: readonly string[], isPerRoot: boolean): string[] {
  if (roots.length === 0) return [];
  const isOne = roots.length === 1;
  const many = isOne ? '1 root still works' : `${roots.length} roots still work`;
  const theirs = isOne ? 'a branch of its own' : 'branches of their own';
  return [
    isPerRoot
      ? `${many} in the workspace folder, one at a time: ${some(roots)}. Each stays where it began.`
      : `${many} on ${theirs}: ${some(roots)}. Each stays where it began; new ones work in the workspace folder.`,
  ];
}

/** The same of work without a root alone, for which no document is read. */
export function rootlessNotes(workspace: string, state: string): string[] {
  const isPerRoot = newWorkIn(state) === 'per_root';
  const items = isPerRoot ? leftInPlace(workspace, state) : leftInTree(workspace, readTreeRuns(state));
  if (items.length === 0) return [];
  const many = items.length === 1 ? '1 item without a root goes on' : `${items.length} items without a root go on`;
  const [here, there] = isPerRoot
    ? ['in the workspace folder', 'on a branch']
    : ['on a branch', 'in the workspace folder'];
  return [`${many} ${here}, where it began: ${some(items)}. New ones work ${there}.`];
}

const NAMED = 3;

const some = (names: readonly string[]): string =>
  names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ', …' : '');

function openInPlace(workspace: string, state: string): string[] {
  const roots = new Set(recentChanges(state).flatMap(({ root, tree }) => (tree === undefined ? [root] : [])));
  return roots.size === 0 ? [] : [...openAmong(workspace, roots)].sort();
}

const openInTrees = (branches: readonly BranchView[]): string[] =>
  branches.flatMap(({ root, state }) => (state === 'open' ? [root] : []));
