// The user's repository, and the two ways in which it is asked: for objects by our settings alone, for refs by its own, of which none is
// left that starts a program.
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { type Call, git } from '../checkpoints/git.js';
import { orNull as answerOrNull } from '../checkpoints/git-ended.js';
import { groundOf } from '../disk/git-ground.js';
import { splitPaths } from '../checkpoints/paths.js';
import { openRepository } from '../checkpoints/repository.js';
import { ourPlace, type TreesPlace } from './place.js';

export interface UserRepository {
  /** Absolute: where the work tree begins that the workspace lies in. */
  top: string;
  /** Absolute: its git folder, and the one that it shares with all other work trees. */
  own: string;
  common: string;
  /** The workspace below the top; '' = it is the top. */
  inside: string;
  objectFormat: 'sha1' | 'sha256';
}

/** Null: the workspace lies in none. */
export function repositoryOf({ dirs }: Pick<TreesPlace, 'dirs'>): UserRepository | null {
  const workspace = realpathSync.native(dirs.workspace);
  const { top, repository } = groundOf(workspace);
  if (repository === null) return null;
  const { own, common, objectFormat } = repository;
  return { top, own, common, inside: path.relative(top, workspace), objectFormat };
}

/** Absolute: a folder of ours that all workspaces of the repository see, and at which git does not look. */
export const sharedFolder = ({ common }: Pick<UserRepository, 'common'>): string => path.join(common, 'millrace');

/** Our git in our repository, which is made where it is not there. */
export const ours = async (
  place: TreesPlace,
  repository: UserRepository,
  args: readonly string[],
  call: Call = {},
): Promise<string> => (await oursBytes(place, repository, args, call)).toString('utf8');

/** The same, as bytes. */
export async function oursBytes(
  place: TreesPlace,
  repository: UserRepository,
  args: readonly string[],
  call: Call = {},
): Promise<Buffer> {
  openRepository(ourPlace(place), { top: repository.top, repository: { ...repository, exclude: '', index: '' } });
  return git(ourPlace(place), [...closed(call.env), ...args], call);
}

/**
 * What our git writes into our repository is for its user alone, whatever mask there is. `env`: of the call; objects that go into the user's
 * repository have the rights that are usual there.
 */
export const closed = (env: NonNullable<Call['env']> = {}): readonly string[] =>
  Object.hasOwn(env, 'GIT_OBJECT_DIRECTORY') ? [] : ['-c', 'core.sharedRepository=0600'];

/** Variables that give our git their objects, to read and to add to, in the place of ours. */
export const overTheirs = ({ common }: UserRepository): Record<string, string> => ({
  GIT_OBJECT_DIRECTORY: path.join(common, 'objects'),
  GIT_SHALLOW_FILE: path.join(common, 'shallow'),
});

/** Our git over their objects: nothing of theirs is read but objects. */
export const objects = (
  place: TreesPlace,
  repository: UserRepository,
  args: readonly string[],
  call: Call = {},
): Promise<string> => ours(place, repository, args, { ...call, env: { ...overTheirs(repository), ...call.env } });

/** The same, of what prints paths that end with NUL: latin1. */
const objectPaths = async (place: TreesPlace, repository: UserRepository, args: readonly string[]): Promise<string[]> =>
  splitPaths(await oursBytes(place, repository, args, { env: overTheirs(repository) }));

/** Paths that are other in one commit of theirs than in another one, latin1. `which`: options that tell some of them alone. */
export const pathsBetween = (
  place: TreesPlace,
  repository: UserRepository,
  [before, after]: readonly [string, string],
  which: readonly string[] = [],
): Promise<string[]> =>
  objectPaths(place, repository, [
    ...['diff-tree', '-r', '--no-renames', '--name-only', '-z'],
    ...[...which, before, after],
  ]);

/** Whatever a repository may set that starts a program, or writes where it was not asked to. */
export const NOTHING_STARTS: readonly string[] = [
  ...['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'core.pager=cat', 'submodule.recurse=false', 'gc.auto=0'],
  ...['maintenance.auto=false', 'core.logAllRefUpdates=true', 'core.untrackedCache=keep', 'protocol.allow=never'],
].flatMap((one) => ['-c', one]);

/** Git in their repository. `folder`: its git folder; absent = the one that all work trees share. */
export async function refs(
  place: TreesPlace,
  { common }: UserRepository,
  args: readonly string[],
  { folder = common, ...call }: Call & { folder?: string } = {},
): Promise<string> {
  const theirs = { ...ourPlace(place), asked: folder };
  return (await git(theirs, [...NOTHING_STARTS, ...args], call)).toString('utf8');
}

/** What it said, without the end of its line; null: it ended with an error of its own. */
export const orNull = async (said: Promise<string>): Promise<string | null> =>
  (await answerOrNull(said))?.trim() ?? null;
