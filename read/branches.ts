// Branches of roots that work in trees of their own: what is on them, and whether they wait for a person. From our notes alone: no git is asked.
import { existsSync } from 'node:fs';
import { below } from '../core/documents/kin.js';
import { readTreeRuns, type TreeRun } from '../disk/store/tree-runs.js';
import { readTaken } from '../disk/store/trees-taken.js';
import type { HeadsOf } from './heads.js';
import { kinItems } from './lineage.js';

export interface BranchView {
  root: string;
  /** Without `refs/heads/`. */
  branch: string;
  /** What it began from, for people. */
  base: string;
  /** Commits of done tasks, and the files in them, one that is in two counted twice. */
  commits: number;
  files: number;
  /** `open`: work of its root is left. `waits`: for a person to take it. `taken`: somebody did. */
  state: 'open' | 'waits' | 'taken';
  /** Absolute: the folder in which its agents work; null = it was removed. */
  tree: string | null;
  /** Runs whose changes are kept and in no commit. */
  kept: number;
}

/** `state`: our folder of the workspace. Branches without a commit count only while their root is open. By root. */
export function readBranches(workspace: string, state: string, heads: HeadsOf): BranchView[] {
  const runs = byRoot(readTreeRuns(state));
  if (runs.size === 0) return [];
  const all = kinItems(workspace, heads);
  const taken = readTaken(state);
  const isOpen = (root: string): boolean => {
    const mine = [...below(all, root), ...all.filter(({ id, family }) => id === root && family === 'spec')];
    return mine.some((item) => !OVER.has(item.state));
  };
  return [...runs]
    .map(([root, some]) => branchOf(root, some, { isOpen: isOpen(root), taken: taken.get(root) ?? null }))
    .filter(({ commits, state: stands }) => commits > 0 || stands === 'open')
    .sort((a, b) => (a.root < b.root ? -1 : 1));
}

function byRoot(all: readonly TreeRun[]): Map<string, TreeRun[]> {
  const found = new Map<string, TreeRun[]>();
  for (const run of all) found.set(run.root, [...(found.get(run.root) ?? []), run]);
  return found;
}

const OVER: ReadonlySet<string> = new Set(['done', 'cancelled', 'superseded']);

interface Known {
  isOpen: boolean;
  taken: string | null;
}

function branchOf(root: string, runs: readonly TreeRun[], { isOpen, taken }: Known): BranchView {
  const last = runs.at(-1);
  const made = runs.flatMap(({ settled }) => (settled?.kind === 'committed' ? [settled] : []));
  const state = isOpen ? 'open' : taken !== null && taken === made.at(-1)?.commit ? 'taken' : 'waits';
  const folder = last?.folder ?? '';
  return {
    ...{ root, branch: last?.branch ?? '', base: last?.base ?? '', state },
    ...{ commits: made.length, files: made.reduce((sum, { files }) => sum + (files ?? 0), 0) },
    tree: existsSync(folder) ? folder : null,
    kept: runs.filter(({ settled }) => settled?.kept !== undefined).length,
  };
}

/** A sentence about branches that nobody took; none = there are none. */
export function waitingBranches(branches: readonly BranchView[]): string[] {
  const waits = branches.filter(({ state }) => state === 'waits');
  if (waits.length === 0) return [];
  const named = waits.slice(0, NAMED).map(({ branch, commits }) => `${branch} (${commits})`);
  const more = waits.length > named.length ? `, and ${waits.length - named.length} more` : '';
  const what = waits.length === 1 ? 'A branch waits' : `${waits.length} branches wait`;
  return [
    `${what} to be taken, with so many commits: ${named.join(', ')}${more}. \`millrace trees ls\` tells of them.`,
  ];
}

const NAMED = 3;
