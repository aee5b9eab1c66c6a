// What every work on a tree that is there begins with: its record, its repository and the tree of its branch, or why there is none to work on.
import { refused, type Refused } from './answers.js';
import { isAncestor, tipOf } from './branch.js';
import { bring, treeOf } from './exchange.js';
import { isLinked } from './link.js';
import { NO_REPOSITORY } from './open.js';
import { treeFolder, type TreesPlace } from './place.js';
import { keepRecord, readRecord, type TreeRecord } from './record.js';
import { repositoryOf, type UserRepository } from './repository.js';

export interface Standing {
  kind: 'standing';
  repository: UserRepository;
  record: TreeRecord;
  /** Digest of the tree of the branch, whole in our repository. */
  tip: string;
}

/** A branch to which somebody added commits is taken as it is now. */
export async function standing(place: TreesPlace, root: string): Promise<Standing | Refused> {
  const repository = repositoryOf(place);
  if (repository === null) return NO_REPOSITORY;
  const record = readRecord(place, root);
  if (record === null || record.removed !== undefined)
    return refused(`There is no tree of ${root}.`, 'Make one first.');
  if (!isLinked(repository, treeFolder(place, root), record.branch))
    return refused(
      `The tree of ${root} is not as it should be.`,
      'Open it first: that puts it right, or says what is in the way.',
    );
  const commit = await tipOf(place, repository, record.branch);
  const isKnown = commit === record.tip;
  if (commit === null || !(isKnown || (await isAncestor(place, repository, record.tip, commit))))
    return refused(`The branch ${record.branch} is gone or was rewritten.`, 'Open the tree: that says what to do.');
  const tip = await treeOf(place, repository, commit);
  await bring(place, repository, { root, tree: tip, what: 'tip' });
  const now = isKnown ? record : keepRecord(place, { ...record, tip: commit });
  return { kind: 'standing', repository, record: now, tip };
}
