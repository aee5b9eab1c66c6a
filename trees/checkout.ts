// The checkout of a person, in which a branch is that changes under him: looked at without a program of his, changed only where it is clean.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { shownPath, splitPaths } from '../checkpoints/paths.js';
import { shellWord } from '../core/attention/shell-word.js';
import { passing, refused, type Refused } from './answers.js';
import { isCleared } from './link.js';
import { type TreesPlace } from './place.js';
import { oursBytes, overTheirs, refs, type UserRepository } from './repository.js';

export interface Checkout {
  /** Absolute: its files, and its git folder. */
  folder: string;
  admin: string;
}

/** What git leaves while a person is in the middle of something, and what that is. */
const MIDDLE: readonly (readonly [file: string, what: string])[] = [
  ['MERGE_HEAD', 'a merge'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
  ['REVERT_HEAD', 'a revert'],
  ['rebase-merge', 'a rebase'],
  ['rebase-apply', 'a rebase'],
];

/** `isOurs`: a lock that is old may be what a call of ours left. Null: nobody is at work with it. */
export function busy({ folder, admin }: Checkout, isOurs: boolean): Refused | null {
  const lock = path.join(admin, 'index.lock');
  if (existsSync(lock) && !(isOurs && isCleared(lock, Date.now()))) {
    const ours = 'Try again in a minute: the lock of one that was killed is removed then.';
    const theirs = `Try again when it is done; if none is, remove ${lock}.`;
    return passing(`A git is at work in ${folder}.`, isOurs ? ours : theirs);
  }
  const middle = MIDDLE.find(([file]) => existsSync(path.join(admin, file)));
  return middle === undefined
    ? null
    : refused(`${middle[1]} is not finished in ${folder}.`, 'Finish it, or abort it, and try again.');
}

/** What is other there, latin1: `staged` than in a commit, `files` than in its index. */
export async function changedIn(
  place: TreesPlace,
  repository: UserRepository,
  { folder, admin }: Checkout,
  commit: string,
): Promise<{ staged: string[]; files: string[] }> {
  const ask = (...args: string[]): Promise<string[]> => askIndex(place, repository, { folder, admin }, args);
  const names = ['--name-only', '-z', '--ignore-submodules=all', '--no-ext-diff'];
  const asked = [ask('diff-index', '--cached', ...names, commit), ask('diff-files', ...names)];
  const [staged = [], files = []] = await Promise.all(asked);
  return { staged, files };
}

/** What the index there has, latin1. */
export const knownIn = (place: TreesPlace, repository: UserRepository, at: Checkout): Promise<string[]> =>
  askIndex(place, repository, at, ['ls-files', '--cached', '-z']);

/** Our git, with the index there and its files; it prints paths. */
async function askIndex(
  place: TreesPlace,
  repository: UserRepository,
  { folder, admin }: Checkout,
  args: readonly string[],
): Promise<string[]> {
  const index = { GIT_INDEX_FILE: path.join(admin, 'index'), GIT_WORK_TREE: folder, GIT_CONFIG_COUNT: '0' };
  const env = { ...overTheirs(repository), ...index };
  return splitPaths(await oursBytes(place, repository, args, { env, cwd: folder }));
}

/** What is to come there: `paths` that it writes, latin1, and `branch`, which people can take by hand. */
interface Coming {
  root: string;
  branch: string;
  how: 'forward' | 'merge';
  paths: readonly string[];
}

/** A landing that is cut off puts files back, so nothing of a person may lie among them. Git itself is asked for less, and that is said. */
export function unclean(
  { folder }: Checkout,
  { staged, files }: { staged: string[]; files: string[] },
  { root, branch, how, paths }: Coming,
): Refused | null {
  const changed = [...staged, ...files];
  const [first] = changed;
  if (first === undefined) return null;
  const coming = new Set(paths);
  const both = changed.find((one) => coming.has(one));
  if (both !== undefined)
    return refused(
      `There are changes in ${folder}, and ${branch} changes ${shownPath(both)} as well.`,
      `Commit them or \`git stash\` them, and try again; ${orElsewhere(root)} Where there are no changes, ${SEEN}`,
    );
  const [index] = staged;
  if (how === 'merge' && index !== undefined)
    return refused(
      `Something is staged in ${folder}, ${shownPath(index)} for one: git makes no merge beside that, whatever file it is in.`,
      `${waysOut({ root, branch })} Or commit it, and try again; where there are none, ${SEEN}`,
    );
  const why = `There are changes in ${folder}, ${shownPath(first)} for one.`;
  const byHand = `None of them is in a file that ${branch} changes: \`git merge ${shellWord(branch)}\` there leaves them as they are.`;
  return refused(why, `${byHand} Or commit them or \`git stash\` them, and try again; where there are none, ${SEEN}`);
}

/** Both keep what is staged, and the second one as it is. */
function waysOut({ root, branch }: Pick<Coming, 'root' | 'branch'>): string {
  const elsewhere = [...intoNew(root), 'git merge NEW'];
  const reset = `\`git reset\` there only unstages it: then \`git merge ${shellWord(branch)}\`.`;
  return `${reset} Or leave it staged, and take the merge from another branch: ${elsewhere.map((one) => `\`${one}\``).join(', ')}.`;
}

/** A branch beside the one that is checked out: whatever lies in its checkout is in nobody's way. */
const intoNew = (root: string): string[] => [
  'git branch NEW',
  `millrace deliver ${shellWord(root)} --merge --into NEW`,
];

/** What lies there stays as it is; the person brings the two together later. */
export function orElsewhere(root: string): string {
  const [make, deliver] = intoNew(root);
  return `or leave it as it is, and take the merge into another branch: \`${make}\`, \`${deliver}\`.`;
}

/** Nothing of the user's index is refreshed by us. */
const SEEN = '`git status` there makes git see that.';

/** Git in that checkout, by its own settings but those that start a program. */
export async function inCheckout(
  place: TreesPlace,
  repository: UserRepository,
  { folder, admin }: Checkout,
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<string> {
  const at = { folder: admin, cwd: folder };
  const env = { GIT_WORK_TREE: folder, ...(await withoutFilters(place, repository, at)) };
  return refs(place, repository, args, { ...at, input, env });
}

const OF_FILTERS = String.raw`^filter\..*\.(clean|smudge|process|required)$`;

/**
 * Variables that leave each filter of the settings without a program. A git that writes an index reads every file that may have changed in the same
 * moment, also those that it was not asked to write, and would take them through their filters.
 */
async function withoutFilters(
  place: TreesPlace,
  repository: UserRepository,
  at: { folder: string; cwd: string },
): Promise<Record<string, string>> {
  const args = ['config', '--includes', '-z', '--name-only', '--get-regexp', OF_FILTERS];
  const said = await refs(place, repository, args, { ...at, env: { GIT_CONFIG_COUNT: '0' }, ends: [0, 1] });
  const keys = [...new Set(said.split('\0').filter(Boolean))];
  const pairs = keys.flatMap((key, number): [string, string][] => [
    [`GIT_CONFIG_KEY_${number}`, key],
    [`GIT_CONFIG_VALUE_${number}`, ''],
  ]);
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(keys.length) };
}
