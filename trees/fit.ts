// Whether a lineage of this workspace can have a tree of its own; else it works in the workspace, and why. Nothing is written.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { GitKilled } from '../checkpoints/git-ended.js';
import { objectFormatOf } from '../checkpoints/repository.js';
import { inert } from '../core/inert.js';
import { readText } from '../disk/read.js';
import { filtersOf, LFS } from './filters.js';
import { sameFolder } from './link.js';
import { otherOwner, ownerOf } from './owner.js';
import { ourPlace, type TreesPlace } from './place.js';
import { orNull, refs, repositoryOf, type UserRepository } from './repository.js';
import { isOn, settingsIn } from './user.js';
import { gitVersion, isTooOld, OLDEST } from './version.js';

export type Fitness =
  | {
      kind: 'fits';
      repository: UserRepository;
      /** Sentences: what is other in a tree than in the workspace. */ notes: string[];
    }
  | {
      kind: 'in_place';
      why: string;
      todo: string;
      /** Another prefix of the branches would fit. */
      isPrefix?: true;
    };

type Unfit = Extract<Fitness, { kind: 'in_place' }>;

const unfit = (why: string, todo: string): Unfit => ({ kind: 'in_place', why, todo });

/** What it says holds for now: a repository can change. Throws only where git cannot be started at all. */
export async function fit(place: TreesPlace): Promise<Fitness> {
  const version = await gitVersion(place);
  if (version === null) return unfit('git is not installed, or not on PATH.', 'Install git.');
  if (isTooOld(version))
    return unfit(`This git is ${version.join('.')}: merges need ${OLDEST.join('.')}.`, 'Install a newer git.');
  const repository = repositoryOf(place);
  if (repository === null)
    return unfit('The workspace is in no git repository.', 'Run `git init` and commit, where you want one.');
  const settings = await settingsOf(place, repository);
  const reason =
    badSetting(repository, settings) ?? badFormat(place, repository) ?? (await unreadable(place, repository));
  if (reason !== null) return reason;
  const head = await headOf(place, repository);
  if (head === null) return unfit('The repository has no commit yet.', 'Commit something.');
  const outside = await unknownFolder(place, repository, head);
  if (outside !== null) return outside;
  const filters = await filtersOf(place, repository, head, 'theirs');
  const taken = filtered(filters) ?? (await takenPrefix(place, repository));
  return taken ?? { kind: 'fits', repository, notes: notesOf(repository, settings, filters) };
}

/** What the repository itself sets, the files that it includes as well. */
async function settingsOf(place: TreesPlace, repository: UserRepository): Promise<ReadonlyMap<string, string>> {
  const args = ['config', '--local', '--includes', '-z', '--list'];
  return settingsIn((await orNull(refs(place, repository, args, { folder: repository.own }))) ?? '');
}

function badSetting({ top, common, own }: UserRepository, settings: ReadonlyMap<string, string>): Unfit | null {
  const elsewhere = settings.get('core.worktree');
  if (elsewhere !== undefined && own === common && !sameFolder(path.resolve(common, elsewhere), top))
    return unfit(
      `The repository says that its files are in ${elsewhere} (core.worktree).`,
      'Work in place, or take that setting away.',
    );
  const promisor = [...settings].some(([key, value]) => /^remote\..*\.promisor$/.test(key) && isOn(value));
  if (promisor || settings.has('extensions.partialclone'))
    return unfit(
      'The repository is a partial clone: git fetches what is missing, by programs of its settings.',
      'Make a whole clone.',
    );
  const storage = settings.get('extensions.refstorage');
  if (storage !== undefined && storage !== 'files')
    return unfit(
      `The repository keeps its refs as ${storage}, which trees were not tried with.`,
      'Work in place, or `git refs migrate --ref-format=files`.',
    );
  return null;
}

function badFormat(place: TreesPlace, { objectFormat }: UserRepository): Unfit | null {
  const { repository } = ourPlace(place);
  if (!existsSync(path.join(repository, 'format')) || objectFormatOf(repository) === objectFormat) return null;
  return unfit(
    `The repository has digests of another form (${objectFormat}) than the checkpoints of this workspace.`,
    `Remove ${repository}, which forgets them.`,
  );
}

/** Digest of the commit that the workspace stands on; null = none. */
export const headOf = (place: TreesPlace, repository: UserRepository): Promise<string | null> =>
  orNull(refs(place, repository, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { folder: repository.own }));

/** A folder that lies in somebody's repository by chance, such as one of all that is in a home, would be empty in a tree. */
async function unknownFolder(place: TreesPlace, repository: UserRepository, head: string): Promise<Unfit | null> {
  const { top, own, inside } = repository;
  if (inside === '') return null;
  const kind = await orNull(refs(place, repository, ['cat-file', '-t', `${head}:${inside}`], { folder: own }));
  if (kind === 'tree') return null;
  return unfit(
    `Nothing of this folder is in a commit of ${top}, the repository that it lies in.`,
    'Commit it there, or make a repository here.',
  );
}

async function unreadable(place: TreesPlace, repository: UserRepository): Promise<Unfit | null> {
  try {
    await refs(place, repository, ['rev-parse', '--git-dir'], { folder: repository.own });
    return null;
  } catch (error) {
    if (error instanceof GitKilled) throw error;
    return unfit(`git cannot read the repository: ${inert(messageOf(error))}`, 'See what `git status` says there.');
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function filtered(filters: ReadonlySet<string>): Unfit | null {
  const [other] = [...filters].filter((name) => name !== LFS);
  if (other === undefined) return null;
  return unfit(
    `Files of this repository go through a program before they are committed (filter=${other} in its attributes): a commit made without it could hold secrets in the clear.`,
    'Work in place, and commit by hand.',
  );
}

/** Null: it can be ours. */
async function takenPrefix(place: TreesPlace, repository: UserRepository): Promise<Unfit | null> {
  const taken = await prefixTaken(place, repository);
  return taken === null ? null : { ...taken, isPrefix: true };
}

/** Git cannot have a branch and others below it. */
async function prefixTaken(place: TreesPlace, repository: UserRepository): Promise<Unfit | null> {
  const { prefix } = place;
  const other = 'Choose another prefix: trees.prefix in millrace.toml.';
  if ((await orNull(refs(place, repository, ['check-ref-format', `refs/heads/${prefix}/x`]))) === null)
    return unfit(`${JSON.stringify(prefix)} cannot begin the name of a branch.`, other);
  const parts = prefix.split('/').map((_part, at, all) => all.slice(0, at + 1).join('/'));
  for (const part of parts)
    if ((await orNull(refs(place, repository, ['rev-parse', '--verify', '--quiet', `refs/heads/${part}`]))) !== null)
      return unfit(`There is a branch ${part}: no branch ${prefix}/... can be beside it.`, other);
  const owner = otherOwner(place, repository);
  if (owner !== null) return unfit(owner.why, owner.todo);
  const some = (
    await refs(place, repository, ['for-each-ref', '--count=1', '--format=%(refname:short)', `refs/heads/${prefix}/`])
  ).trim();
  if (some === '' || ownerOf(place, repository) !== null) return null;
  return unfit(
    `There are branches below ${prefix}/ already, ${some} for one, which are nobody's work here.`,
    `${other} Or rename them.`,
  );
}

function notesOf(
  { top, common, own }: UserRepository,
  settings: ReadonlyMap<string, string>,
  filters: ReadonlySet<string>,
): string[] {
  const sparse = isOn(settings.get('core.sparsecheckout')) || existsSync(path.join(own, 'info', 'sparse-checkout'));
  return [
    ...(existsSync(path.join(top, '.gitmodules'))
      ? ['This repository has submodules: in a tree they are empty folders, and what is put there is in no commit.']
      : []),
    ...(sparse ? ['A tree holds all files, also those that this sparse checkout leaves out.'] : []),
    ...(filters.has(LFS)
      ? ['Files that git-lfs keeps are their pointers in a tree; a task that changes one is refused its commit.']
      : []),
    ...(readText(path.join(common, 'shallow')) === null
      ? []
      : ['The repository is a shallow clone: a merge is found only where its history reaches.']),
  ];
}
