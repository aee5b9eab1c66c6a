// What of the workspace's files no tree will have, because it is in no commit. Nothing of the user's index is refreshed: a file that was only touched
// counts, too.
import path from 'node:path';
import { bytesOfText, isAtOrBelow, shownPath, splitPaths } from '../checkpoints/paths.js';
import { RUNTIME_DIR } from '../core/contracts/paths.js';
import { changedIn } from './checkout.js';
import { headOf } from './fit.js';
import type { TreesPlace } from './place.js';
import { refs, type UserRepository } from './repository.js';
import { asUser } from './user.js';

/** Paths for people. `unknown`: files that git was never told of and does not ignore; a folder of nothing else is one, with a slash behind it. */
export interface Uncommitted {
  changed: string[];
  unknown: string[];
}

export async function uncommitted(place: TreesPlace, repository: UserRepository): Promise<Uncommitted> {
  const head = await headOf(place, repository);
  if (head === null) return { changed: [], unknown: [] };
  const at = { folder: repository.top, admin: repository.own };
  const [{ staged, files }, unknown] = await Promise.all([
    changedIn(place, repository, at, head),
    unknownIn(place, repository),
  ]);
  return { changed: [...new Set([...staged, ...files])].map(shownPath), unknown: unknown.map(shownPath) };
}

/** Without our own folder, which no agent works in. Latin1. */
async function unknownIn(place: TreesPlace, repository: UserRepository): Promise<string[]> {
  const { top, own: folder, inside } = repository;
  const args = ['ls-files', '--others', '--exclude-standard', '--directory', '--no-empty-directory', '-z'];
  const said = await refs(place, repository, args, { folder, cwd: top, env: { ...asUser(place), GIT_WORK_TREE: top } });
  const ours = bytesOfText(path.join(inside, RUNTIME_DIR));
  return splitPaths(Buffer.from(said, 'utf8')).filter((one) => !isAtOrBelow(one, ours));
}
