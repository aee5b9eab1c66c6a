// Whose branches these are: two workspaces of one repository must not share a prefix. It is written down in the folder that both of them see,
// in a file of ours that git does not look at.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { refOf } from '../checkpoints/names.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { namesIn, readText } from '../disk/read.js';
import { createOnlySync, writeAtomicSync } from '../disk/write.js';
import { refused, type Refused } from './answers.js';
import type { TreesPlace } from './place.js';
import type { UserRepository } from './repository.js';

interface Owner {
  workspace: string;
  /** Absolute: for people, who look for it. */
  folder: string;
}

/** Of an owner that is told to nobody else. */
const fileOf = ({ prefix }: TreesPlace, { common }: UserRepository): string =>
  path.join(common, 'millrace', `owner.${refOf(prefix)}`);

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

/** Null: it is ours, or nobody's. */
export function otherOwner(place: TreesPlace, repository: UserRepository): Refused | null {
  const owner = ownerOf(place, repository);
  if (owner === null || owner.workspace === place.workspace) return null;
  const why = `The branches ${place.prefix}/ of this repository belong to another workspace, ${owner.folder}.`;
  return refused(
    why,
    `Choose another prefix (trees.prefix); if that workspace is no more, remove ${fileOf(place, repository)}.`,
  );
}

/** Null: ours from now on. A workspace that was moved says where it is. */
export function claimPrefix(place: TreesPlace, repository: UserRepository): Refused | null {
  const file = fileOf(place, repository);
  const mine = `${JSON.stringify({ workspace: place.workspace, folder: place.dirs.workspace })}\n`;
  mkdirSync(path.dirname(file), { recursive: true });
  if (!createOnlySync(file, mine, { mode: PRIVATE_FILE })) {
    if (ownerOf(place, repository) === null || isMoved(place, repository))
      writeAtomicSync(file, mine, { mode: PRIVATE_FILE });
  }
  return otherOwner(place, repository);
}

function isMoved(place: TreesPlace, repository: UserRepository): boolean {
  const owner = ownerOf(place, repository);
  return owner?.workspace === place.workspace && owner.folder !== place.dirs.workspace;
}

/** Nothing of this repository is ours any more, whatever the prefix. */
export function disown({ workspace }: Pick<TreesPlace, 'workspace'>, { common }: UserRepository): void {
  const folder = path.join(common, 'millrace');
  for (const name of namesIn(folder).filter((one) => one.startsWith('owner.')))
    if (ownerIn(path.join(folder, name))?.workspace === workspace) rmSync(path.join(folder, name), { force: true });
}
