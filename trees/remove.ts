// A tree goes when nothing in it would be lost: what is work is kept first, and what is in no checkpoint has to be what `setup` made, or what we
// copied. The branch stays.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { forgetKnown } from '../checkpoints/kept.js';
import { git } from '../checkpoints/git.js';
import { lastRef } from '../checkpoints/names.js';
import { bytesIn, bytesOfText, shownPath, splitPaths } from '../checkpoints/paths.js';
import { RUNTIME_DIR, TREE_DIR } from '../core/contracts/paths.js';
import { digestOfFile } from '../disk/file-digest.js';
import { statOf } from '../disk/files.js';
import { refused, type Refused } from './answers.js';
import { cleared } from './deliver.js';
import { keepWork } from './keep.js';
import { linkOf, unlink } from './link.js';
import { placeOfTree, refOfTree, treeFolder, type TreesPlace } from './place.js';
import { keepRecord, type KeptWork, readRecord, type TreeRecord } from './record.js';
import { ours, repositoryOf, type UserRepository } from './repository.js';
import { standing } from './standing.js';

export interface RemoveTree {
  root: string;
  /** Also what is lost by it. */
  force?: boolean;
  /** Nobody asked for it: whoever calls tells people, and notes that. */
  byItself?: boolean;
  /** ISO 8601 */
  at: string;
}

export type Removed =
  /** `kept`: null where there was nothing but what the branch has. */
  { kind: 'removed'; kept: KeptWork | null } | { kind: 'absent' } | Refused;

/** Throws with what git said, or the disk. */
export async function removeTree(place: TreesPlace, asked: RemoveTree): Promise<Removed> {
  const { root, force = false, at } = asked;
  const record = readRecord(place, root);
  if (record === null) return { kind: 'absent' };
  if (record.removed !== undefined) return swept(place, record);
  const locked = lockedBy(place, root);
  if (locked !== null) return locked;
  if (statOf(treeFolder(place, root)) === null) return gone(place, record, asked, null);
  const found = await standing(place, root);
  if (found.kind === 'refused') return force ? gone(place, record, asked, null) : found;
  const kept = await keepWork(place, found.repository, found.record, { run: 'removed', at, tip: found.tip });
  const lost = force ? [] : await unsaved(place, kept.record, kept.tree);
  if (lost.length === 0) return gone(place, kept.record, asked, kept.work);
  const names = lost.map(shownPath).join(', ');
  return refused(
    `The tree of ${root} has files that are in no commit and no checkpoint: ${names}.`,
    'Take what you need, or remove it by force.',
  );
}

function lockedBy(place: TreesPlace, root: string): Refused | null {
  const repository = repositoryOf(place);
  const reason = repository === null ? null : (linkOf(repository, treeFolder(place, root))?.locked ?? null);
  if (reason === null) return null;
  return refused(
    `Somebody locked the tree of ${root}${reason === '' ? '' : `: ${reason}`}.`,
    `git worktree unlock ${treeFolder(place, root)}`,
  );
}

/** Said first: a folder of which a part is gone is no work that somebody left. */
async function gone(
  place: TreesPlace,
  record: TreeRecord,
  { at, byItself = false }: RemoveTree,
  kept: KeptWork | null,
): Promise<Removed> {
  const { laying: _laying, setup: _setup, stays: _stays, ...rest } = record;
  await swept(place, keepRecord(place, { ...rest, copied: [], removed: at, ...(byItself && { untold: true }) }));
  return { kind: 'removed', kept };
}

async function swept(place: TreesPlace, record: TreeRecord): Promise<Removed> {
  const folder = treeFolder(place, record.root);
  const repository = repositoryOf(place);
  const isThere = statOf(folder) !== null;
  if (isThere) await cleared(folder);
  if (repository !== null) {
    unlink(repository, folder);
    await forget(place, repository, record);
  }
  return isThere ? { kind: 'removed', kept: null } : { kind: 'absent' };
}

/** What only a tree that is there needs. Kept work stays. */
async function forget(place: TreesPlace, repository: UserRepository, record: TreeRecord): Promise<void> {
  const tree = placeOfTree(place, record);
  forgetKnown(tree);
  const names = [
    lastRef(tree),
    ...['tip', 'setup', 'merge/base', 'merge/one', 'merge/other', 'merge/files'].map((what) =>
      refOfTree(record.root, what),
    ),
  ];
  await ours(place, repository, ['update-ref', '--stdin'], { input: names.map((name) => `delete ${name}\n`).join('') });
}

/** Names that are told of. */
const TOLD = 5;

/** Files that lie there and are in no record of ours, latin1: the first few. */
async function unsaved(place: TreesPlace, record: TreeRecord, tree: string): Promise<string[]> {
  const at = placeOfTree(place, record);
  const saved = new Set(splitPaths(await git(at, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', tree])));
  const folders = new Set([...saved].flatMap(foldersOf));
  const ours = [RUNTIME_DIR, TREE_DIR].map((name) => path.join(record.inside, name));
  const passed = new Set([...(record.setup?.made ?? []), ...[...ours, '.git'].map(bytesOfText)]);
  const mine = await ownCopies(at.tree, record);
  const lost: string[] = [];
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined && lost.length < TOLD; folder = waiting.pop())
    for (const entry of readdirSync(bytesIn(at.tree, folder), { withFileTypes: true, encoding: 'buffer' })) {
      const one = (folder === '' ? '' : `${folder}/`) + entry.name.toString('latin1');
      if (passed.has(one) || saved.has(one) || mine.has(one)) continue;
      if (entry.isDirectory() && (folders.has(one) || holdsPassed(one, passed))) waiting.push(one);
      else if (!entry.isDirectory() || !isEmpty(at.tree, one)) lost.push(one);
    }
  return lost.slice(0, TOLD);
}

const holdsPassed = (folder: string, passed: ReadonlySet<string>): boolean =>
  [...passed].some((one) => one.startsWith(`${folder}/`));

const foldersOf = (bytes: string): string[] => {
  const parts = bytes.split('/').slice(0, -1);
  return parts.map((_part, at) => parts.slice(0, at + 1).join('/'));
};

const isEmpty = (tree: string, bytes: string): boolean => readdirSync(bytesIn(tree, bytes)).length === 0;

/** Copies that are still what we made them, latin1. */
async function ownCopies(tree: string, { copied, inside }: TreeRecord): Promise<Set<string>> {
  const same: string[] = [];
  for (const { file, sha256 } of copied) {
    const one = path.join(inside, file);
    const now = await digestOfFile(path.join(tree, one)).catch(() => null);
    if (now?.sha256 === sha256) same.push(bytesOfText(one));
  }
  return new Set(same);
}
