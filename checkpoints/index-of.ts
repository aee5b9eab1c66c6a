// An index of a recorded tree in a folder of its own, with the times of the files that are known: what git then writes into the tree, or says
// of it, costs no more than what is other there.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { git } from './git.js';
import { groundOf } from '../disk/git-ground.js';
import { borrowKnown, drop, openWork } from './kept.js';
import type { CheckpointPlace } from './place.js';
import { groundKey } from './take.js';

/** Runs `work` with a folder that is gone afterwards. */
export async function withWork<T>(place: CheckpointPlace, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = openWork(place.repository);
  try {
    return await work(folder);
  } finally {
    drop(folder);
  }
}

/** Variables for git at work in the tree, with an index of its own; nothing of the tree decides anything. */
export const inTree = (place: CheckpointPlace, index: string): Record<string, string> => ({
  GIT_INDEX_FILE: index,
  GIT_WORK_TREE: place.tree,
  GIT_CONFIG_COUNT: '0',
});

/**
 * Makes `work`/index an index of `tree`, which the files are said to be like; one that is other counts as changed. Gives its path. `tree`: a digest
 * in our repository. Throws with what git said.
 */
export async function indexOf(place: CheckpointPlace, work: string, tree: string): Promise<string> {
  const index = path.join(work, 'index');
  const known = borrowKnown(place, work, groundKey(place, groundOf(place.tree)));
  const env = inTree(place, index);
  if (known?.tree === tree && known.omitted.length === 0) return index;
  if (known !== null) rmSync(index, { force: true });
  await git(place, ['read-tree', tree], { env });
  // Ends with 1 where a file is other.
  await git(place, ['update-index', '-q', '--refresh'], { env, cwd: place.tree, ends: [0, 1] });
  return index;
}
