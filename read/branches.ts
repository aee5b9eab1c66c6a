// Branches of roots that work in trees of their own: what is on them, and whether they wait for a person. From our notes, and
// the files of the repository that say which branches there are: no git is started.
import { existsSync, realpathSync } from 'node:fs';
import { BACKLOG } from '../core/contracts/ids.js';
import { FAMILIES, type ItemState } from '../core/contracts/families.js';
import { own } from '../core/own.js';
import { groundOf } from '../disk/git-ground.js';
import { hasRef } from '../disk/git-refs.js';
import { readTreeRuns, type TreeRun } from '../disk/store/tree-runs.js';
import { readTaken, type Taken } from '../disk/store/trees-taken.js';
import { type Folder, listFolders, type Place, placeOf } from './folders.js';
import { shownRoots } from './heads.js';
import { rootOfItem } from './lineage.js';
import { leftInTree, newWorkIn } from '../disk/store/rootless.js';
import { listTargets, type TargetRow } from './targets.js';

export interface BranchView {
  root: string;
  /** Without `refs/heads/`. */
  branch: string;
  /** What it began from, for people; and the digest of the commit that this was then, null = not known. */
  base: string;
  begins: string | null;
  /** Commits of done tasks, and the files in them, one that is in two counted twice. */
  commits: number;
  files: number;
  /**
   * `open`: work of its root is left, or its judgement. `waits`: for a person to take it. `gone`: it would wait, and somebody deleted it.
   * `taken`: somebody took it, or said so.
   */
  state: 'open' | 'waits' | 'gone' | 'taken';
  /** Of one that is `taken`: a person said so, or that it is not wanted, and git did not tell it. */
  said?: true;
  /** Absolute: the folder in which its agents work; null = it was removed. */
  tree: string | null;
  /** Runs whose changes are kept and in no commit, and that no later run took up. */
  kept: number;
  /** Digest of its last commit of a task, and when that was made, ISO 8601; null = it has none. */
  tip: string | null;
  at: string | null;
}

/** `state`: our folder of the workspace. Branches without a commit count only while their root is open. By root. */
export function readBranches(workspace: string, state: string): BranchView[] {
  const all = readTreeRuns(state);
  const runs = byRoot(all);
  if (runs.size === 0) return [];
  const taken = readTaken(state);
  const found = [...runs].map(([root, some]) => branchOf(root, some, taken.get(root) ?? null));
  const open = openAmong(workspace, new Set(found.map(({ root }) => root)));
  // Work without a root that is still to begin comes to this branch only while new work does.
  if (open.has(BACKLOG) && newWorkIn(state) === 'in_place' && leftInTree(workspace, all).length === 0)
    open.delete(BACKLOG);
  const shown = found
    .map((one) => (open.has(one.root) ? opened(one) : one))
    .filter(({ commits, state: stands }) => commits > 0 || stands === 'open')
    .sort((a, b) => (a.root < b.root ? -1 : 1));
  const isGone = goneIn(workspace);
  return shown.map((one) => (one.state === 'waits' && isGone(one.branch) ? { ...one, state: 'gone' } : one));
}

function opened({ said: _said, ...one }: BranchView): BranchView {
  return { ...one, state: 'open' };
}

/** The repository is looked for once, and only where a branch is asked after. */
function goneIn(workspace: string): (branch: string) => boolean {
  let common: string | null | undefined;
  return (branch) => {
    if (common === undefined) common = groundOf(realpathSync(workspace)).repository?.common ?? null;
    return common !== null && hasRef(common, `refs/heads/${branch}`) === false;
  };
}

function byRoot(all: readonly TreeRun[]): Map<string, TreeRun[]> {
  const found = new Map<string, TreeRun[]>();
  for (const run of all) found.set(run.root, [...(found.get(run.root) ?? []), run]);
  return found;
}

/** As it stands when no work of its root is left. */
function branchOf(root: string, runs: readonly TreeRun[], taken: Taken | null): BranchView {
  const last = runs.at(-1);
  const made = runs.filter(({ settled }) => settled?.kind === 'committed');
  const [newest, folder] = [made.at(-1), last?.folder ?? ''];
  const commit = newest?.settled?.commit ?? null;
  const isTaken = taken !== null && taken.commit === commit;
  return {
    ...{ root, branch: last?.branch ?? '', base: last?.base ?? '', begins: last?.baseCommit ?? null },
    ...{ commits: made.length, files: made.reduce((sum, { settled }) => sum + (settled?.files ?? 0), 0) },
    state: isTaken ? 'taken' : 'waits',
    ...(isTaken && taken.isSaid && { said: true }),
    tree: existsSync(folder) ? folder : null,
    kept: openKept(runs).size,
    ...{ tip: commit, at: newest?.settledAt ?? null },
  };
}

/** Numbers of what is kept of these runs, of one root: what a later run took up, and came to an end with, is not. */
export function openKept(runs: readonly TreeRun[]): Set<number> {
  const open = new Set(runs.flatMap(({ settled }) => settled?.kept ?? []));
  for (const { settled, tookUp } of runs) if (settled !== undefined && tookUp !== undefined) open.delete(tookUp.number);
  return open;
}

/** Those of which work is left, or that wait for their judgement. A target tells it without a document. */
export function openAmong(workspace: string, roots: ReadonlySet<string>): Set<string> {
  const targets = new Map(listTargets(workspace).map((target) => [target.root, target.state]));
  const open = new Set([...roots].filter((root) => !OVER.has(targets.get(root) ?? 'closed')));
  if (open.size === roots.size) return open;
  const known = shownRoots(workspace);
  const rootOf = (place: Place): string => known.get(place.path) ?? rootOfItem(workspace, place);
  for (const folder of listFolders(workspace).filter((one) => !isLearning(one.family)))
    noteOpen(folder, { roots, open, rootOf });
  return open;
}

const OVER: ReadonlySet<TargetRow['state']> = new Set(['closed', 'withdrawn']);

/** Work that is blocked holds up what is judged as a whole; what stands alone it does not. */
const isLeft = (state: ItemState, root: string): boolean =>
  state === 'queued' || state === 'active' || (state === 'blocked' && root !== BACKLOG);

/** What is to be learned from a root holds nothing of it up. */
const isLearning = (family: string): boolean => own(FAMILIES, family)?.plane === 'learning';

/** Until nothing more can be learnt: of what is queued the list of what is shown says the root, of the rest the beginning of its document. */
function noteOpen(
  { family, state, ids }: Folder,
  { roots, open, rootOf }: { roots: ReadonlySet<string>; open: Set<string>; rootOf: (place: Place) => string },
): void {
  const wanted = new Set([...roots].filter((root) => !open.has(root) && isLeft(state, root)));
  for (const id of ids) {
    if (wanted.size === 0) return;
    const root = rootOf(placeOf(family, state, id));
    if (wanted.delete(root)) open.add(root);
  }
}
