// What lies on the branch of a root, task by task: its commits, and what is kept and in none of them. From our notes alone.
import { readTreeRuns, type TreeRun } from '../disk/store/tree-runs.js';
import { type BranchView, openKept } from './branches.js';

/** What became of one run in the tree. */
export interface BranchWork {
  /** `family/id` */
  item: string;
  run: string;
  kind: 'committed' | 'kept' | 'refused';
  /** ISO 8601 */
  at: string | null;
  /** Digest; of what was committed alone. */
  commit: string | null;
  files: number | null;
  /** Number under which its changes are kept. */
  kept: number | null;
  /** Sentences for people; empty where there is nothing to say. */
  why: string;
}

export interface BranchStory extends BranchView {
  /** Oldest first; of many the last ones. */
  work: BranchWork[];
}

const MOST = 200;

/** `state`: our folder of the workspace. */
export function branchStory(state: string, branch: BranchView): BranchStory {
  const runs = readTreeRuns(state).filter(({ root }) => root === branch.root);
  const kept = openKept(runs);
  return { ...branch, work: runs.flatMap((run) => workOf(run, kept)).slice(-MOST) };
}

/** None where it left nothing, or where what was kept of it was taken up. */
function workOf(one: TreeRun, open: ReadonlySet<number>): BranchWork[] {
  const { family, id, run, settled, settledAt: at = null } = one;
  if (settled === undefined || settled.kind === 'nothing') return [];
  const { kind, commit = null, files = null, kept = null, why = '', todo = '' } = settled;
  if (kind === 'kept' && (kept === null || !open.has(kept))) return [];
  return [{ item: `${family}/${id}`, run, kind, at, commit, files, kept, why: `${why} ${todo}`.trim() }];
}
