// How git knows a work tree besides the first one: a folder in `worktrees/` of the repository, which gitrepository-layout(5) describes. It is
// written here file by file, the one that counts last: so nothing of the repository runs, and whoever is killed leaves what the next call completes.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { realOr } from '../checkpoints/environment.js';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../disk/folder.js';
import { namesIn, readText } from '../disk/read.js';
import { writeAtomicSync } from '../disk/write.js';
import { LOCK_MS } from './answers.js';
import { sharedFolder, type UserRepository } from './repository.js';

export interface Link {
  /** Absolute: the folder in `worktrees/`. */
  admin: string;
  /** Absolute: the work tree that it names, which need not be there. */
  folder: string;
  /** The branch that is checked out, without `refs/heads/`; null = none. */
  branch: string | null;
  /** The reason that somebody gave; null = not locked. */
  locked: string | null;
}

const MOST = 64 * 1024;
const read = (file: string): string | null => readText(file, MOST);

const worktrees = ({ common }: UserRepository): string => path.join(common, 'worktrees');

/** Absolute: what stands in the place of a folder in which trees are known, and is none; a person may have made it. Null: nothing does. */
export const inPlaceOfFolder = (repository: UserRepository): string | null =>
  [worktrees(repository), sharedFolder(repository)].find(
    (folder) => lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false,
  ) ?? null;

/** All work trees of the repository but the first. */
export const linksOf = (repository: UserRepository): Link[] =>
  namesIn(worktrees(repository)).flatMap((name) => linkAt(path.join(worktrees(repository), name)) ?? []);

function linkAt(admin: string): Link | null {
  const file = read(path.join(admin, 'gitdir'))?.trimEnd();
  if (file === undefined || file === '') return null;
  const folder = path.dirname(path.resolve(admin, file));
  return { admin, folder, branch: branchIn(admin), locked: read(path.join(admin, 'locked'))?.trim() ?? null };
}

/** Of a git folder. */
export const branchIn = (folder: string): string | null =>
  /^ref: refs\/heads\/(.+)$/m.exec(read(path.join(folder, 'HEAD')) ?? '')?.[1] ?? null;

/** Absolute: where the link of a tree lies; its name is of this folder alone, whoever else has trees in this repository. */
export function adminOf(repository: UserRepository, folder: string): string {
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  return path.join(worktrees(repository), `${path.basename(folder)}-${digest}`);
}

/** Null: git knows of no tree in this folder. */
export const linkOf = (repository: UserRepository, folder: string): Link | null => {
  const link = linkAt(adminOf(repository, folder));
  return link !== null && sameFolder(link.folder, folder) ? link : null;
};

/** Whether both ends are whole, and it stands on this branch. */
export const isLinked = (repository: UserRepository, folder: string, branch: string): boolean =>
  linkOf(repository, folder)?.branch === branch && read(path.join(folder, '.git')) === pointerTo(repository, folder);

/** Makes both ends what they should be; `folder` has to be there, without a folder `.git` in it. Changes no file of the tree but that one. */
export function link(repository: UserRepository, folder: string, branch: string): void {
  const admin = adminOf(repository, folder);
  clearOther(admin);
  mkdirSync(admin, { recursive: true });
  keep(path.join(admin, 'HEAD'), `ref: refs/heads/${branch}\n`);
  keep(path.join(admin, 'commondir'), '../..\n');
  keep(path.join(admin, 'gitdir'), `${path.join(folder, '.git')}\n`);
  keep(path.join(folder, '.git'), pointerTo(repository, folder));
}

/** Something else than a folder in the place of ours: a link or a file there is nobody's work. */
function clearOther(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(folder, { force: true });
}

const pointerTo = (repository: UserRepository, folder: string): string => `gitdir: ${adminOf(repository, folder)}\n`;

/** Git forgets the tree. */
export const unlink = (repository: UserRepository, folder: string): void =>
  rmSync(adminOf(repository, folder), { recursive: true, force: true });

/** Locks in its folder that a git left which died. Gives whether one is left that may be held. */
export function isHeld(admin: string, now: number): boolean {
  const locks = namesIn(admin).filter((name) => name.endsWith('.lock'));
  return locks.map((name) => !isCleared(path.join(admin, name), now)).some(Boolean);
}

/** Removes a lock that is too old to be held, or that no git made: one is a file, and of no later time than now. False: it may be held. */
export function isCleared(lock: string, now: number): boolean {
  const stat = lstatSync(lock, { throwIfNoEntry: false });
  if (stat === undefined) return true;
  if (stat.isFile() && Math.abs(now - stat.mtimeMs) < LOCK_MS) return false;
  rmSync(lock, { force: true, recursive: true });
  return true;
}

/** Absolute: all folders in which a branch is checked out, by what their own `HEAD` says; the first work tree included. */
export function checkoutsOf(repository: UserRepository, branch: string): { folder: string; admin: string }[] {
  const linked = linksOf(repository).filter((one) => one.branch === branch && isThere(one.folder));
  const first = firstCheckout(repository);
  const all = linked.map(({ folder, admin }) => ({ folder, admin }));
  return first !== null && branchIn(repository.common) === branch
    ? [{ folder: first, admin: repository.common }, ...all]
    : all;
}

/** Null: the repository is bare, or its work tree is a place that only its settings say. */
function firstCheckout({ common, own, top }: UserRepository): string | null {
  if (own === common) return top;
  return path.basename(common) === '.git' ? path.dirname(common) : null;
}

const isThere = (folder: string): boolean => lstatSync(folder, { throwIfNoEntry: false }) !== undefined;

/** Whether two paths lead to one folder, or are written alike. */
export const sameFolder = (one: string, other: string): boolean => one === other || realOr(one) === realOr(other);

function keep(file: string, text: string): void {
  if (read(file) !== text) writeAtomicSync(file, text, { mode: PRIVATE_FILE });
}

/** The folder of a tree, and those above it in our state. */
export const makeFolder = (folder: string): void => void mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
