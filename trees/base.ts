// What the trees of new roots begin from: the branch or commit that the operator named, else the branch that was checked out in the workspace as the
// worker began, so that a person may look at another one meanwhile.
import { refused, type Refused } from './answers.js';
import { tipOf } from './branch.js';
import { headOf } from './fit.js';
import { NO_REPOSITORY } from './open.js';
import type { TreesPlace } from './place.js';
import type { Base } from './record.js';
import { orNull, refs, repositoryOf, type UserRepository } from './repository.js';

/** `name`: '' = `onBranch` as long as it is there, else what is checked out. */
export async function baseNamed(place: TreesPlace, name: string, onBranch = ''): Promise<Base | Refused> {
  const repository = repositoryOf(place);
  if (repository === null) return NO_REPOSITORY;
  const named = name === '' ? onBranch : name;
  const branch = named === '' ? null : await tipOf(place, repository, named);
  if (branch !== null) return { name: named, branch: named, commit: branch };
  if (name === '') return checkedOut(place, repository);
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const commit = await orNull(refs(place, repository, args));
  if (commit !== null) return { name, branch: null, commit };
  return refused(`There is no branch and no commit ${name}, from which trees begin.`, 'Correct trees.base.');
}

/** Without `refs/heads/`; null: there is none, or no repository. */
export async function branchHere(place: TreesPlace): Promise<string | null> {
  const repository = repositoryOf(place);
  return repository === null ? null : branchOfHead(place, repository);
}

const branchOfHead = (place: TreesPlace, repository: UserRepository): Promise<string | null> =>
  orNull(refs(place, repository, ['symbolic-ref', '--quiet', '--short', 'HEAD'], { folder: repository.own }));

async function checkedOut(place: TreesPlace, repository: UserRepository): Promise<Base | Refused> {
  const commit = await headOf(place, repository);
  if (commit === null) return refused('The repository has no commit yet.', 'Commit something.');
  const branch = await branchOfHead(place, repository);
  return { name: branch ?? commit, branch, commit };
}
