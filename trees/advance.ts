// A branch of ours goes on to a commit that was made for it, and its files follow. What is on its way stands in the record: whoever was killed
// between two steps is taken up by the next call, or by whoever opens the tree.
import type { Refused } from './answers.js';
import { isAncestor, moveBranch, tipOf } from './branch.js';
import { bring, treeOf } from './exchange.js';
import { lay } from './lay.js';
import type { TreesPlace } from './place.js';
import { keepRecord, type TreeRecord } from './record.js';
import type { UserRepository } from './repository.js';

/** `to`: digest of a commit that its branch leads to. The tree holds what the branch does, and nobody is at work in it. */
export async function advance(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  to: string,
): Promise<TreeRecord | Refused> {
  const begun = keepRecord(place, { ...record, advancing: { from: record.tip, to } });
  const now = await branchAdvanced(place, repository, begun);
  if ('kind' in now || now.laying === undefined) return now;
  return lay(place, repository, now, now.laying);
}

/** The branch is where it goes, and the record says which files follow. A branch that somebody moved elsewhere stays there. */
export async function branchAdvanced(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
): Promise<TreeRecord | Refused> {
  const { advancing, ...rest } = record;
  if (advancing === undefined) return record;
  const { from, to } = advancing;
  const { branch, root } = record;
  const move = { branch, from, to, because: `other work for ${root}`, isOurs: true };
  const at = await tipOf(place, repository, branch);
  const moved = at === from ? await moveBranch(place, repository, move) : null;
  if (moved?.kind === 'refused') return moved;
  const tip = moved?.kind === 'moved' ? to : at;
  if (tip === null || !(tip === to || (await isAncestor(place, repository, to, tip)))) return keepRecord(place, rest);
  const [before, after] = [await treeOf(place, repository, from), await treeOf(place, repository, tip)];
  await bring(place, repository, { root, tree: before, what: 'from' });
  await bring(place, repository, { root, tree: after, what: 'tip', known: before });
  return keepRecord(place, { ...rest, tip, laying: { from: before, to: after } });
}
