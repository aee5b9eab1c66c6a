// All trees of a workspace that is taken away: what would be lost with them, and what git has to forget of them. The branches stay.
import { git } from '../checkpoints/git.js';
import { splitPaths } from '../checkpoints/paths.js';
import { statOf } from '../disk/files.js';
import { changedIn } from './checkout.js';
import { adminOf, unlink } from './link.js';
import { disown } from './owner.js';
import { placeOfTree, treeFolder, type TreesPlace } from './place.js';
import { recordsOf, type TreeRecord } from './record.js';
import { repositoryOf, type UserRepository } from './repository.js';

export interface Loss {
  root: string;
  /** Absolute. */
  folder: string;
  /** Files that are in no commit; null = it cannot be looked at. */
  files: number | null;
  /** Runs whose changes are kept and in no commit. */
  kept: number;
}

/** Those with which something goes that is in no commit. Writes nothing. Never throws. */
export async function lossesOf(place: TreesPlace): Promise<Loss[]> {
  const found = await Promise.all(recordsOf(place).map((record) => lossOf(place, record)));
  return found.filter(({ files, kept }) => files !== 0 || kept > 0);
}

async function lossOf(place: TreesPlace, record: TreeRecord): Promise<Loss> {
  const { root, kept } = record;
  const folder = treeFolder(place, root);
  const files = statOf(folder) === null ? 0 : await filesIn(place, record).catch(() => null);
  return { root, folder, files, kept: kept.length };
}

async function filesIn(place: TreesPlace, record: TreeRecord): Promise<number | null> {
  const repository = repositoryOf(place);
  if (repository === null) return null;
  const folder = treeFolder(place, record.root);
  const { staged, files } = await changedIn(
    place,
    repository,
    { folder, admin: adminOf(repository, folder) },
    record.tip,
  );
  return new Set([...staged, ...files, ...(await newIn(place, repository, record))]).size;
}

/** Files that git does not know and does not ignore either. */
async function newIn(place: TreesPlace, repository: UserRepository, record: TreeRecord): Promise<string[]> {
  const at = placeOfTree(place, record);
  const index = `${adminOf(repository, at.tree)}/index`;
  const env = { GIT_INDEX_FILE: index, GIT_WORK_TREE: at.tree, GIT_CONFIG_COUNT: '0' };
  const left = at.leaveOut.map((one) => `:(exclude,top,literal)${one}`);
  const args = ['ls-files', '-z', '--others', '--exclude-per-directory=.gitignore', '--', '.', ...left];
  return splitPaths(await git(at, args, { env, cwd: at.tree }));
}

/** Git knows none of them any more, and other workspaces may have the prefix. */
export function forgetAll(place: TreesPlace): void {
  const repository = repositoryOf(place);
  if (repository === null) return;
  for (const { root } of recordsOf(place)) unlink(repository, treeFolder(place, root));
  disown(place, repository);
}
