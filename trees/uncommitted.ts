// What of the workspace's files no tree will have, because it is in no commit. Nothing of the user's index is refreshed: a file that was only touched
// counts, too.
import { changedIn } from './checkout.js';
import { headOf } from './fit.js';
import type { TreesPlace } from './place.js';
import type { UserRepository } from './repository.js';

/** How many files that git knows look changed. */
export async function uncommitted(place: TreesPlace, repository: UserRepository): Promise<number> {
  const head = await headOf(place, repository);
  if (head === null) return 0;
  const { staged, files } = await changedIn(place, repository, { folder: repository.top, admin: repository.own }, head);
  return new Set([...staged, ...files]).size;
}
