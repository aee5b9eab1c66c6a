// The branch that a root goes to is merged into its tree, and no commit is made: what does not go together lies there as git marks it, for whoever
// is to resolve it. His work then becomes the merge.
import { git } from '../checkpoints/git.js';
import { shownPath } from '../checkpoints/paths.js';
import type { Merging } from '../disk/store/tree-runs.js';
import type { Refused } from './answers.js';
import { entriesIn, GITLINK } from './compose.js';
import { endsOf } from './deliver.js';
import { layIfClean } from './take-up.js';
import { mergeTrees } from './merge.js';
import { ourPlace, type TreesPlace } from './place.js';
import { treesOf } from './stack.js';
import { standing } from './standing.js';

export type MergedIn =
  | { kind: 'merged'; merging: Merging }
  /** The branch has it, or nothing is to be merged. */
  | { kind: 'nothing' }
  | Refused;

/** The tree is as its branch. `into`: absent = what it began from. A repeat finds what a call laid that was killed. Throws with what git said. */
export async function mergeIn(place: TreesPlace, { root, into }: { root: string; into?: string }): Promise<MergedIn> {
  const ends = await endsOf(place, root, into);
  if (!('tip' in ends)) return ends;
  const found = await standing(place, root);
  if (found.kind === 'refused') return found;
  const { repository, tip, base } = ends;
  const three = await treesOf(place, repository, root, [tip, base]);
  if (three === null || three.parted === base || three.parted === tip) return { kind: 'nothing' };
  const merged = await mergeTrees(place, repository, three);
  const held = await layIfClean(place, found, merged.tree);
  if (held !== null) return held;
  const files = merged.kind === 'conflict' ? merged.files : [];
  return { kind: 'merged', merging: { into: ends.into, commit: base, files } };
}

/** Files of those that were in conflict which still have marks of ours, for people. `tree`: in our repository. */
export async function marksLeft(place: TreesPlace, tree: string, files: readonly string[]): Promise<string[]> {
  if (files.length === 0) return [];
  const at = ourPlace(place);
  const entries = entriesIn(await git(at, ['ls-tree', '-r', '-z', '--full-tree', tree]));
  const left: string[] = [];
  for (const file of files) {
    const entry = entries.get(file);
    if (entry === undefined || entry.mode === GITLINK) continue;
    const text = (await git(at, ['cat-file', 'blob', entry.digest])).toString('latin1');
    if (MARK.test(text)) left.push(file);
  }
  return left.map(shownPath);
}

/** Ours have the name of a commit behind them; marks that a file is about have not. */
const MARK = /^(?:<{7}|>{7}) (?:[0-9a-f]{40}|[0-9a-f]{64})\r?$/m;
