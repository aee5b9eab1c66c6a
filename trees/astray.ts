// A tree in which somebody took another branch, or that is gone: what it is, and how that is told.
import { isAncestor } from './branch.js';
import { linkOf } from './link.js';
import type { TreesPlace } from './place.js';
import type { TreeRecord } from './record.js';
import { orNull, refs, type UserRepository } from './repository.js';

/** What somebody checked out there: `onward` from our branch, or `other` work; null = nothing else. */
export async function strayedTo(
  place: TreesPlace,
  repository: UserRepository,
  { branch, tip }: TreeRecord,
  folder: string,
): Promise<'onward' | 'other' | null> {
  const known = linkOf(repository, folder);
  if (known === null || known.branch === branch) return null;
  const head = await orNull(
    refs(place, repository, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { folder: known.admin }),
  );
  return head !== null && (await isAncestor(place, repository, tip, head)) ? 'onward' : 'other';
}

interface Seen {
  isThere: boolean;
  isWhole: boolean;
  astray: 'onward' | 'other' | null;
}

/** In words, for whoever is told of it. */
export function wrongWith({ isThere, isWhole, astray }: Seen): string[] {
  if (!isThere) return ['The folder of the tree was gone: its files were laid anew.'];
  if (astray === 'other')
    return ['Another branch was checked out in the tree: it is back on its own, and what lay there is kept.'];
  if (astray === 'onward') return ['The tree had left its branch: it is back on it, with its files as they were.'];
  return isWhole ? [] : ['Git did not know the tree any more: it does again.'];
}
