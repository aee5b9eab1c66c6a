// Programs that a repository has between its files and its commits. Our git runs none: where a file goes through one, what we would commit
// is not what its people mean, and may be a secret in the clear. The attributes say which; whether the program is there does not count.
import path from 'node:path';
import { contentsOf } from '../checkpoints/contents.js';
import { git } from '../checkpoints/git.js';
import { orNull } from '../checkpoints/git-ended.js';
import { withWork } from '../checkpoints/index-of.js';
import { joinPaths, splitPaths } from '../checkpoints/paths.js';
import { readText } from '../disk/read.js';
import { entriesIn } from './compose.js';
import { ourPlace, type TreesPlace } from './place.js';
import { ours, oursBytes, refs, type UserRepository } from './repository.js';
import { userSetting } from './user.js';

/** Media that are kept elsewhere: a tree holds what stands for them. */
export const LFS = 'lfs';

const MOST = 1024 * 1024;

/** Names of filters that the attributes of a commit or tree, of the repository and of its user give to any path. */
export async function filtersOf(
  place: TreesPlace,
  repository: UserRepository,
  treeish: string,
  where: 'theirs' | 'ours',
): Promise<Set<string>> {
  const texts = [
    ...(await attributesIn(place, repository, treeish, where)),
    ...(await attributesBeside(place, repository)),
  ];
  return new Set(texts.flatMap((text) => [...text.matchAll(/(?:^|\s)filter=(\S+)/gm)].map(([, name]) => name ?? '')));
}

/** Texts of all `.gitattributes`. Of theirs they are read where they are: whoever only asks makes no repository of ours. */
async function attributesIn(
  place: TreesPlace,
  repository: UserRepository,
  treeish: string,
  where: 'theirs' | 'ours',
): Promise<string[]> {
  const isTheirs = where === 'theirs';
  const list = ['ls-tree', '-r', '-z', '--full-tree', treeish];
  const lines = isTheirs
    ? (await refs(place, repository, list)).split('\0')
    : splitPaths(await oursBytes(place, repository, list));
  const digests = lines.flatMap((line) => ATTRIBUTES.exec(line)?.[1] ?? []);
  const at = { ...ourPlace(place), ...(isTheirs && { repository: repository.common }) };
  return (await contentsOf(at, digests)).map((text) => text.toString('utf8'));
}

/** `MODE TYPE DIGEST TAB PATH` */
const ATTRIBUTES = /^\d+ blob ([0-9a-f]+)\t(?:[^]*\/)?\.gitattributes$/;

/** What is not in its commits. */
async function attributesBeside(place: TreesPlace, { common }: UserRepository): Promise<string[]> {
  const home = place.env?.['HOME'] ?? process.env['HOME'] ?? '/';
  const usual = path.join(place.env?.['XDG_CONFIG_HOME'] ?? path.join(home, '.config'), 'git', 'attributes');
  const named = await userSetting(place, 'core.attributesFile');
  const files = [
    path.join(common, 'info', 'attributes'),
    named?.replace(/^~(?=\/)/, home) ?? usual,
    '/etc/gitattributes',
  ];
  return files.flatMap((file) => readText(file, MOST) ?? []);
}

/** As git says that nothing is said. */
const NONE = 'unspecified';
const POINTER = 'version https://git-lfs.github.com/spec/';

/**
 * Of `paths` in a tree of ours those that an attribute there gives to LFS and that hold something else than what stands for a file. `paths`:
 * latin1.
 */
export async function notPointers(
  place: TreesPlace,
  repository: UserRepository,
  tree: string,
  paths: readonly string[],
): Promise<string[]> {
  const media = await mediaAmong(place, repository, tree, paths);
  if (media.length === 0) return [];
  const entries = entriesIn(await oursBytes(place, repository, ['ls-tree', '-r', '-z', '--full-tree', tree]));
  const found: string[] = [];
  for (const one of media) {
    const { digest = '' } = entries.get(one) ?? {};
    const content = await orNull(git(ourPlace(place), ['cat-file', 'blob', digest]));
    if (content !== null && !content.subarray(0, POINTER.length).toString('latin1').startsWith(POINTER))
      found.push(one);
  }
  return found;
}

const mediaAmong = async (
  place: TreesPlace,
  repository: UserRepository,
  tree: string,
  paths: readonly string[],
): Promise<string[]> =>
  (await filteredAmong(place, repository, tree, paths))
    .filter(({ filter }) => filter === LFS)
    .map(({ bytes }) => bytes);

/**
 * Of `paths` in a tree of ours those that go through a filter, by the attributes that lie in this tree: our own ones, which take all filters
 * away, are left out for this call. `paths`: latin1.
 */
export async function filteredAmong(
  place: TreesPlace,
  repository: UserRepository,
  tree: string,
  paths: readonly string[],
): Promise<{ bytes: string; filter: string }[]> {
  return withWork(ourPlace(place), async (work) => {
    const bare = path.join(work, 'bare');
    const mine = ourPlace(place);
    const env = {
      GIT_INDEX_FILE: path.join(work, 'index'),
      GIT_OBJECT_DIRECTORY: path.join(mine.repository, 'objects'),
    };
    await ours(place, repository, [
      'init',
      '--quiet',
      '--bare',
      '--template=',
      `--object-format=${repository.objectFormat}`,
      bare,
    ]);
    const there = { ...mine, asked: bare };
    await git(there, ['read-tree', tree], { env });
    const call = { env, input: joinPaths(paths) };
    const said = await git(there, ['check-attr', '-z', '--cached', '--stdin', 'filter'], call);
    const fields = said.toString('latin1').split('\0');
    const found = paths.map((bytes, at) => ({ bytes, filter: fields[at * 3 + 2] ?? NONE }));
    return found.filter(({ filter }) => filter !== NONE && filter !== 'unset');
  });
}
