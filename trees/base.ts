// What the trees of new roots begin from: the branch or commit that the operator named, else what is checked out in the workspace.
import { refused, type Refused } from './answers.js';
import { tipOf } from './branch.js';
import { headOf } from './fit.js';
import { NO_REPOSITORY } from './open.js';
import type { TreesPlace } from './place.js';
import type { Base } from './record.js';
import { orNull, refs, repositoryOf, type UserRepository } from './repository.js';

/** `name`: '' = what is checked out. */
export async function baseNamed(place: TreesPlace, name: string): Promise<Base | Refused> {
  const repository = repositoryOf(place);
  if (repository === null) return NO_REPOSITORY;
  if (name === '') return checkedOut(place, repository);
  const branch = await tipOf(place, repository, name);
  if (branch !== null) return { name, branch: name, commit: branch };
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const commit = await orNull(refs(place, repository, args));
  if (commit !== null) return { name, branch: null, commit };
  return refused(`There is no branch and no commit ${name}, from which trees begin.`, 'Correct trees.base.');
}

async function checkedOut(place: TreesPlace, repository: UserRepository): Promise<Base | Refused> {
  const commit = await headOf(place, repository);
  if (commit === null) return refused('The repository has no commit yet.', 'Commit something.');
  const args = ['symbolic-ref', '--quiet', '--short', 'HEAD'];
  const branch = await orNull(refs(place, repository, args, { folder: repository.own }));
  return { name: branch ?? commit, branch, commit };
}
