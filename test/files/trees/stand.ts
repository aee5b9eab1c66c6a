// A user's repository with a workspace in it, and the place of its trees; what a person does there, and a photograph of all that is his.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Checkpoint } from '../../../core/contracts/checkpoints.js';
import { takeCheckpoint } from '../../../checkpoints/take.js';
import { commitTask, type TaskCommit, type TaskCommitted } from '../../../trees/commit-task.js';
import { type OpenedTree, openTree, type OpenTree } from '../../../trees/open.js';
import { placeOfTree, type TreesPlace } from '../../../trees/place.js';
import { type Base, keepRecord, readRecord } from '../../../trees/record.js';
import { fingerprint, userGit } from '../checkpoints/stand.js';

export const AT = '2026-03-01T10:00:00.000Z';

export interface Stand {
  /** Absolute: holds all. */
  room: string;
  /** The user's checkout. */
  user: string;
  place: TreesPlace;
  /** The user's git in his checkout, or in another folder. Without the end of its line. */
  git: (args: string[], folder?: string) => string;
  put: (file: string, content: string) => void;
  base: () => Base;
}

export interface StandOptions {
  /** The workspace below the top of the repository. */
  inside?: string;
  /** Of the first commit. */
  files?: Record<string, string>;
}

/** A repository with one commit on `main`. */
export function openStand({ inside = '', files = { 'a.txt': 'one\n', 'dir/b.txt': 'b\n' } }: StandOptions = {}): Stand {
  const room = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-trees-')));
  onTestFinished(() => rmSync(room, { recursive: true, force: true }));
  const user = join(room, 'user');
  mkdirSync(join(user, inside), { recursive: true });
  writeFileSync(join(room, '.gitconfig'), '[user]\n\tname = Ada\n\temail = ada@example.org\n');
  const git = (args: string[], folder = user): string => userGit(room, args, folder).trimEnd();
  const put = (file: string, content: string): void => putIn(user, file, content);
  git(['init', '-q']);
  for (const [file, content] of Object.entries(files)) put(file, content);
  git(['add', '-A']);
  git(['commit', '-qm', 'one']);
  const dirs = { workspace: join(user, inside), state: join(room, 'state') };
  mkdirSync(dirs.state);
  const place = { dirs, workspace: 'w1', prefix: 'millrace', env: { PATH: process.env['PATH'], HOME: room } };
  const base = (): Base => ({ name: 'main', branch: 'main', commit: git(['rev-parse', 'main']) });
  return { room, user, place, git, put, base };
}

export function putIn(folder: string, file: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}

export async function opened(stand: Stand, root: string, more: Partial<OpenTree> = {}): Promise<OpenedTree> {
  const tree = await openTree(stand.place, { root, base: stand.base(), at: AT, ...more });
  if (tree.kind === 'refused') throw new Error(`${tree.why} ${tree.todo}`);
  return tree;
}

let count = 0;

/** What the tree holds, as a stage leaves it. */
export async function recordedTree(stand: Stand, root: string): Promise<Checkpoint> {
  const record = readRecord(stand.place, root);
  if (record === null) throw new Error(`no tree of ${root}`);
  const taken = await takeCheckpoint(placeOfTree(stand.place, record), `test/${(count += 1)}`);
  if ('problem' in taken) throw new Error(taken.problem);
  return taken;
}

export async function done(stand: Stand, root: string, more: Partial<TaskCommit> = {}): Promise<TaskCommitted> {
  const checkpoint = more.checkpoint ?? (await recordedTree(stand, root));
  return commitTask(stand.place, {
    root,
    task: 'T-1',
    run: 'run-1',
    title: 'Do it',
    why: '',
    at: AT,
    ...more,
    checkpoint,
  });
}

/** Makes the tree, writes files in it, and commits them. Gives the commit. */
export async function worked(
  stand: Stand,
  root: string,
  files: Record<string, string>,
  run = 'run-1',
): Promise<string> {
  const { folder } = await opened(stand, root);
  for (const [file, content] of Object.entries(files)) putIn(folder, file, content);
  const made = await done(stand, root, { run });
  if (made.kind !== 'committed') throw new Error(JSON.stringify(made));
  return made.commit;
}

/** What is ours in his repository: objects that come, branches below the prefix and their logs, the links of trees, and whose the prefix is. */
const OURS = /^\.git\/(?:objects|worktrees|millrace|refs\/heads\/millrace|logs\/refs\/heads\/millrace)(?:\/|$)/;
/** Folders, which say nothing but when something came or went in them. */
const HOLDS = /^\.git(?:\/(?:refs\/heads|logs\/refs\/heads))?$/;

/** Every file of the checkout and of its git folder that is the user's alone. */
export const photograph = ({ user }: Stand): Record<string, string> =>
  Object.fromEntries(Object.entries(fingerprint(user)).filter(([name]) => !OURS.test(name) && !HOLDS.test(name)));

export const read = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');

/** Files of a commit, by git itself. */
export const filesAt = (stand: Stand, commit: string): Record<string, string> =>
  Object.fromEntries(
    stand
      .git(['ls-tree', '-r', '--name-only', commit])
      .split('\n')
      .filter(Boolean)
      .map((file) => [file, stand.git(['show', `${commit}:${file}`])]),
  );

/** As if the setup of `s` had made these. */
export function knownFromSetup({ place }: Stand, made: string[]): void {
  const record = readRecord(place, 's');
  if (record !== null) keepRecord(place, { ...record, setup: { made, out: [] } });
}
