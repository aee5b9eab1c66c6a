// The files of a tree: from what they are to what they should be. Our git writes them, without filters; then the tree's own index follows,
// so that everybody's `git status` says what there is to say.
import path from 'node:path';
import { git } from '../checkpoints/git.js';
import { indexOf, inTree, withWork } from '../checkpoints/index-of.js';
import type { CheckpointPlace } from '../checkpoints/place.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { writeAtomic } from '../disk/write.js';
import { placeOfTree, refOfTree, type TreesPlace } from './place.js';
import { keepRecord, type TreeRecord } from './record.js';
import { adminOf } from './link.js';
import type { UserRepository } from './repository.js';

/** A tree in which there is nothing. */
export const EMPTY = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const;

/**
 * `from`, `to`: trees in our repository. A file that is other than in `from` is brought to `to` as well; what `from` does not have stays, but where
 * `to` has something. Whoever is killed meanwhile leaves a record that says so.
 */
export async function lay(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  { from, to }: { from: string; to: string },
): Promise<TreeRecord> {
  const begun = keepRecord(place, { ...record, laying: { from, to } });
  const tree = placeOfTree(place, record);
  await withWork(tree, async (work) => {
    const index = await indexOf(tree, work, from);
    const env = inTree(tree, index);
    await git(tree, ['read-tree', '--reset', '-u', to], { env, cwd: tree.tree });
    // What is other than on the branch is a change that is not staged.
    await git(tree, ['read-tree', '-m', refOfTree(record.root, 'tip')], { env, cwd: tree.tree });
    await ownIndex(repository, tree, index);
  });
  const { laying: _done, ...rest } = begun;
  return keepRecord(place, rest);
}

/** The tree's own index becomes one of `of`, which its files are like as far as they are. */
export async function follow(
  place: TreesPlace,
  repository: UserRepository,
  record: TreeRecord,
  of: string,
): Promise<void> {
  const tree = placeOfTree(place, record);
  await withWork(tree, async (work) => {
    const index = await indexOf(tree, work, of);
    await git(tree, ['update-index', '-q', '--refresh'], { env: inTree(tree, index), cwd: tree.tree, ends: [0, 1] });
    await ownIndex(repository, tree, index);
  });
}

const ownIndex = (repository: UserRepository, { tree }: CheckpointPlace, index: string): Promise<void> =>
  writeAtomic(path.join(adminOf(repository, tree), 'index'), { copyOf: index }, { mode: PRIVATE_FILE });
