// A tree and a place for its checkpoints, what is recorded of it, and whether a user's repository is byte for byte what it was.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Checkpoint, Taken } from '../../../core/contracts/checkpoints.js';
import { type CheckpointPlace, checkpointPlace } from '../../../checkpoints/place.js';
import { takeCheckpoint } from '../../../checkpoints/take.js';

export interface Stand {
  /** Absolute: holds the tree, the state and whatever else a test needs. */
  room: string;
  tree: string;
  place: CheckpointPlace;
  /** Writes a file of the tree, its folders too. */
  put: (name: string | Buffer, content: string | Buffer) => void;
  /** The user's git in the tree, or in a folder of it. */
  git: (args: string[], folder?: string) => string;
}

/** Of 100,000 files and their objects. */
const REMOVAL_MS = 300_000;

/** `inside`: the workspace below the tree that `put` and `git` work in. */
export function openStand(inside = ''): Stand {
  const room = mkdtempSync(join(tmpdir(), 'millrace-checkpoints-'));
  onTestFinished(() => rmSync(room, { recursive: true, force: true }), REMOVAL_MS);
  const tree = join(room, 'tree');
  mkdirSync(join(tree, inside), { recursive: true });
  const place = checkpointPlace({ workspace: join(tree, inside), state: join(room, 'state') });
  const put = (name: string | Buffer, content: string | Buffer): void => {
    const file = Buffer.concat([Buffer.from(`${tree}/`), Buffer.from(name)]);
    mkdirSync(dirname(file.toString('latin1')), { recursive: true });
    writeFileSync(file, content);
  };
  return { room, tree, place, put, git: (args, folder = '') => userGit(room, args, join(tree, folder)) };
}

/** With a home of its own: what this machine's user configured is no part of a test. */
export function userGit(room: string, args: string[], cwd: string): string {
  const who = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a' };
  const env = { PATH: process.env['PATH'], HOME: room, GIT_CONFIG_NOSYSTEM: '1', ...who };
  const always = ['-c', 'init.defaultBranch=main', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...always, ...args], { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A git that does something first, when it is called with `on`; '' = always. Outside of the tree: there nobody would start it. */
export function gitThat({ room, place }: Stand, on: string, what: string): CheckpointPlace {
  const bin = join(room, 'bin');
  mkdirSync(bin);
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh\ncase " $* " in *"${on === '' ? '' : ` ${on} `}"*) ${what} ;; esac\nexec ${real} "$@"\n`;
  writeFileSync(join(bin, 'git'), script, { mode: 0o755 });
  return { ...place, env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } };
}

export async function take(place: CheckpointPlace, name: string): Promise<Checkpoint> {
  const taken: Taken = await takeCheckpoint(place, name);
  if ('problem' in taken) throw new Error(taken.problem);
  return taken;
}

const ours = (place: CheckpointPlace, args: string[], input?: string): Buffer =>
  execFileSync('git', ['--git-dir', place.repository, ...args], {
    ...{ input, maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'pipe'] },
    env: { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  });

/** Content by path, both latin1, read without the code under test. */
export function recorded(place: CheckpointPlace, tree: string): Record<string, string> {
  const entries = ours(place, ['ls-tree', '-r', '-z', tree]).toString('latin1').split('\0').filter(Boolean);
  const found = entries.map((entry) => {
    const [head = '', path = ''] = [entry.slice(0, entry.indexOf('\t')), entry.slice(entry.indexOf('\t') + 1)];
    const [mode, type, digest = ''] = head.split(' ');
    if (type !== 'blob') throw new Error(`${path} is recorded as a ${type}`);
    const content = ours(place, ['cat-file', 'blob', digest]).toString('latin1');
    return [path, mode === '100644' ? content : `${mode} ${content}`] as const;
  });
  return Object.fromEntries(found);
}

/** Throws where an object of it is not there, or is damaged. */
export const verify = (place: CheckpointPlace): void =>
  void ours(place, ['-c', 'core.bare=true', 'fsck', '--full', '--strict', '--connectivity-only']);

export const isBorrowed = (place: CheckpointPlace): boolean =>
  readdirSync(join(place.repository, 'objects', 'info')).includes('alternates');

/** Every file of a repository with content, mode and times: by a difference it is said which one. */
export function fingerprint(folder: string): Record<string, string> {
  const all: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    const stat = lstatSync(file);
    const digest = stat.isFile() ? createHash('sha256').update(readFileSync(file)).digest('hex') : '';
    const link = stat.isSymbolicLink() ? readlinkSync(file) : '';
    all[name] = [stat.mode, stat.size * Number(stat.isFile()), stat.mtimeMs, stat.ino, digest, link].join(' ');
  }
  return all;
}
