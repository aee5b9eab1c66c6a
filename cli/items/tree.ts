// What became of an item's work in the tree of its root: its commit, or where its changes are kept.
import { shortDigest } from '../../core/report/short-digest.js';
import { otherWorkWords } from '../../core/contracts/other-work.js';
import { readWorkspaceId } from '../../read/identity.js';
import { baseText } from '../render/branch.js';
import { readTreeRuns, type TreeRun } from '../../disk/store/tree-runs.js';

/** `dir`: of the workspace. */
export async function treeHere(
  dir: string,
  env: NodeJS.ProcessEnv,
  isIts: (run: TreeRun) => boolean,
): Promise<TreeOfItem | null> {
  const { stateDirOf } = await import('../trust/standing.js');
  return treeOf(await stateDirOf(readWorkspaceId(dir) ?? '', env), isIts);
}

export interface TreeOfItem {
  branch: string;
  /** What that began from; and the digest of the commit that this was then, null = not known. */
  base: string;
  begins: string | null;
  /** As it was settled last; `at_work`: it is not. */
  state: 'at_work' | 'committed' | 'nothing' | 'kept' | 'refused';
  commit: string | null;
  files: number | null;
  /** Number under which its changes are kept. */
  kept: number | null;
  /** Sentences; empty where there is nothing to say. */
  why: string;
  /** What it has of work of other roots that it waits for: sentences. */
  others: string[];
}

/** `isIts`: of its runs. Null: it never ran in a tree. `state`: our folder of the workspace. */
function treeOf(state: string, isIts: (run: TreeRun) => boolean): TreeOfItem | null {
  const last = readTreeRuns(state).findLast(isIts);
  if (last === undefined) return null;
  const { branch, base, baseCommit: begins = null, settled } = last;
  const { kind = 'at_work', commit = null, files = null, kept = null, why = '', todo = '' } = settled ?? {};
  const others = (last.others ?? []).map(otherWorkWords);
  return { branch, base, begins, state: kind, commit, files, kept, why: `${why} ${todo}`.trim(), others };
}

export function treeText({ state, commit, kept, why, ...at }: TreeOfItem): string {
  const branch = `${at.branch}, from ${baseText(at)}`;
  const words = {
    at_work: `works on ${branch}`,
    committed: `commit ${shortDigest(commit ?? '')} on ${branch}`,
    nothing: `nothing to commit on ${branch}`,
    kept: `no commit on ${branch}; its changes are kept, number ${kept ?? ''}, and \`millrace retry\` takes them up`,
    refused: `no commit on ${branch}; its changes lie in its tree`,
  };
  return why === '' ? words[state] : `${words[state]}: ${why}`;
}
