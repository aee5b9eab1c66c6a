// Whether people took a branch by hand: as it is, which its commits say, or squashed, which only what the files hold can say. Then a merge adds nothing.
import { bring, treeOf } from './exchange.js';
import { type Merged, mergeTrees } from './merge.js';
import { type TreesPlace } from './place.js';
import { objects, pathsBetween, type UserRepository } from './repository.js';

/** Commits of the other branch that are looked at, the newest first. */
const LOOKED_AT = 50;

interface Looked {
  /** Digests: commits of both branches and of where they parted, trees of ours. */
  tip: string;
  into: string;
  parted: string;
  base: string;
  one: string;
  other: string;
  /** Of the two as they are now. */
  merged: Merged;
}

/** Digest of the commit with which it came; null: it did not. Later work on the same lines hides nothing that was whole when it came. */
export async function takenBefore(
  place: TreesPlace,
  repository: UserRepository,
  root: string,
  { into, parted, tip, base, one, other, merged }: Looked,
): Promise<string | null> {
  if (parted === into) return null;
  if (merged.kind === 'clean' && merged.tree === one) return into;
  const mine = await pathsBetween(place, repository, [parted, tip]);
  for (const commit of await firstParents(place, repository, { into, parted })) {
    const theirs = new Set(await pathsBetween(place, repository, [`${commit}^1`, commit]));
    if (!mine.every((path) => theirs.has(path))) continue;
    const tree = await treeOf(place, repository, commit);
    await bring(place, repository, { root, tree, what: 'merge/one', known: one });
    const then = await mergeTrees(place, repository, { base, one: tree, other });
    if (then.kind === 'clean' && then.tree === tree) return commit;
  }
  return null;
}

async function firstParents(
  place: TreesPlace,
  repository: UserRepository,
  { into, parted }: { into: string; parted: string },
): Promise<string[]> {
  const args = ['rev-list', '--first-parent', `--max-count=${LOOKED_AT}`, into, `^${parted}`];
  return (await objects(place, repository, args)).split('\n').filter(Boolean);
}
