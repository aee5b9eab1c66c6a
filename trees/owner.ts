// Whose branches these are: two workspaces of one repository must not share a prefix. It is written down in the folder that both of them see,
// in a file of ours that git does not look at.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { nameOf, refOf } from '../checkpoints/names.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { namesIn, readText } from '../disk/read.js';
import { createOnlySync, writeAtomicSync } from '../disk/write.js';
import { refused, type Refused } from './answers.js';
import { sameFolder } from './link.js';
import type { TreesPlace } from './place.js';
import { repositoryOf, sharedFolder, type UserRepository } from './repository.js';

interface Owner {
  workspace: string;
  /** Absolute: for people, who look for it. */
  folder: string;
}

const BEGIN = 'owner.';

/** Of an owner that is told to nobody else. One file name for a prefix of several parts. */
const fileOf = ({ prefix }: TreesPlace, repository: UserRepository): string =>
  path.join(sharedFolder(repository), BEGIN + refOf(prefix).replaceAll('/', '%2F'));

/** Null: nobody's yet. */
export const ownerOf = (place: TreesPlace, repository: UserRepository): Owner | null =>
  ownerIn(fileOf(place, repository));

function ownerIn(file: string): Owner | null {
  try {
    const said = JSON.parse(readText(file) ?? 'null') as Partial<Owner> | null;
    const { workspace, folder } = said ?? {};
    return typeof workspace === 'string' && typeof folder === 'string' ? { workspace, folder } : null;
  } catch {
    return null;
  }
}

/** Null: it is ours, or nobody's, and no other one lies around or within it: git cannot have a branch and others below it. */
export const otherOwner = (place: TreesPlace, repository: UserRepository): Refused | null =>
  ownerOf(place, repository)?.workspace === place.workspace ? null : ownerAround(place, repository);

function ownerAround(place: TreesPlace, repository: UserRepository): Refused | null {
  const folder = sharedFolder(repository);
  for (const name of namesIn(folder).filter((one) => one.startsWith(BEGIN))) {
    const file = path.join(folder, name);
    const [prefix, owner] = [nameOf(name.slice(BEGIN.length)), ownerIn(file)];
    if (owner === null || owner.workspace === place.workspace || !meets(prefix, place.prefix)) continue;
    if (isOfBefore(owner, place, repository)) continue;
    const why = `The branches ${prefix}/ of this repository belong to another workspace, ${owner.folder}.`;
    return refused(why, `Choose another prefix (trees.prefix); if that workspace is no more, remove ${file}.`);
  }
  return null;
}

/** Our own workspace when it had another id, or the one of the repository that this one is a copy of. A folder that is gone may be of anybody. */
function isOfBefore({ folder }: Owner, { dirs }: TreesPlace, { common }: UserRepository): boolean {
  if (sameFolder(folder, dirs.workspace)) return true;
  const its = existsSync(folder) ? repositoryOf({ dirs: { ...dirs, workspace: folder } }) : null;
  return its !== null && !sameFolder(its.common, common);
}

const meets = (one: string, other: string): boolean =>
  `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);

/** Null: ours from now on. A workspace that was moved says where it is. */
export function claimPrefix(place: TreesPlace, repository: UserRepository): Refused | null {
  const other = otherOwner(place, repository);
  if (other !== null) return other;
  const file = fileOf(place, repository);
  const mine = `${JSON.stringify({ workspace: place.workspace, folder: place.dirs.workspace })}\n`;
  mkdirSync(path.dirname(file), { recursive: true });
  if (createOnlySync(file, mine, { mode: PRIVATE_FILE })) return claimedBeside(place, repository, file);
  if (isStale(place, repository)) writeAtomicSync(file, mine, { mode: PRIVATE_FILE });
  return otherOwner(place, repository);
}

/** Of two that claim one within the other at once each sees the other one by now: whoever does takes its own claim back. */
function claimedBeside(place: TreesPlace, repository: UserRepository, file: string): Refused | null {
  const other = ownerAround(place, repository);
  if (other !== null) rmSync(file, { force: true });
  return other;
}

/** What is written there is damaged, or says what was before. */
function isStale(place: TreesPlace, repository: UserRepository): boolean {
  const owner = ownerOf(place, repository);
  if (owner?.workspace === place.workspace) return owner.folder !== place.dirs.workspace;
  return owner === null || isOfBefore(owner, place, repository);
}

/** Nothing of this repository is ours any more, whatever the prefix. */
export function disown({ workspace }: Pick<TreesPlace, 'workspace'>, repository: UserRepository): void {
  const folder = sharedFolder(repository);
  for (const name of namesIn(folder).filter((one) => one.startsWith(BEGIN)))
    if (ownerIn(path.join(folder, name))?.workspace === workspace) rmSync(path.join(folder, name), { force: true });
}
