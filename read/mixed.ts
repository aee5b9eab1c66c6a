// Roots that work elsewhere than new ones do, since each stays where it began, and work without a root, of which each item does. From our notes alone: no git is asked.
import { BACKLOG } from '../core/contracts/ids.js';
import { newWorkIn, rootlessNotes, someOf } from '../disk/store/rootless.js';
import { recentChanges } from '../disk/store/stage-changes.js';
import { type BranchView, openAmong } from './branches.js';

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
      ? `${many} in the workspace folder, one at a time: ${someOf(roots)}. Each stays where it began.`
      : `${many} on ${theirs}: ${someOf(roots)}. Each stays where it began; new ones work in the workspace folder.`,
  ];
}

function openInPlace(workspace: string, state: string): string[] {
  const roots = new Set(recentChanges(state).flatMap(({ root, tree }) => (tree === undefined ? [root] : [])));
  return roots.size === 0 ? [] : [...openAmong(workspace, roots)].sort();
}

const openInTrees = (branches: readonly BranchView[]): string[] =>
  branches.flatMap(({ root, state }) => (state === 'open' ? [root] : []));
