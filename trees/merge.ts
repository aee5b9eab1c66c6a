// Merges in our repository: of trees that are there whole, so that no merge driver, attribute or replacement of the user's decides anything.
import { git } from '../checkpoints/git.js';
import { splitPaths } from '../checkpoints/paths.js';
import { ourPlace, type TreesPlace } from './place.js';
import { ours, type UserRepository } from './repository.js';

/** Digests of trees in our repository. */
export interface Three {
  base: string;
  one: string;
  other: string;
}

export type Merged =
  | { kind: 'clean'; tree: string }
  /** `tree` holds the conflicts as git marks them. `files`: latin1. */
  | { kind: 'conflict'; tree: string; files: string[] };

/** Throws with what git said. */
export async function mergeTrees(
  place: TreesPlace,
  repository: UserRepository,
  { base, one, other }: Three,
): Promise<Merged> {
  if (one === other || base === other) return { kind: 'clean', tree: one };
  if (base === one) return { kind: 'clean', tree: other };
  const first = await commitOf(place, repository, base, []);
  const [a, b] = [await commitOf(place, repository, one, [first]), await commitOf(place, repository, other, [first])];
  const call = { ends: [0, 1] };
  const said = await git(
    ourPlace(place),
    ['merge-tree', '--write-tree', '--no-messages', '--name-only', '-z', a, b],
    call,
  );
  const [tree = '', ...files] = splitPaths(said);
  return files.length === 0 ? { kind: 'clean', tree } : { kind: 'conflict', tree, files };
}

const commitOf = async (
  place: TreesPlace,
  repository: UserRepository,
  tree: string,
  parents: readonly string[],
): Promise<string> =>
  (
    await ours(place, repository, ['commit-tree', '-m', 'merge', ...parents.flatMap((one) => ['-p', one]), tree])
  ).trim();
