// The gits that workers started, and shells of theirs: each lives for some milliseconds, so they are looked for all the time until one is there.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStat } from '../../../disk/identity.js';
import { freeze, killAll, thaw } from './victims.js';

export interface GitWindow {
  /** What it was told to do, its options in front taken away. */
  is(words: readonly string[]): boolean;
  /** Who is killed while both stand still. */
  victims: 'git' | 'workers' | 'both';
  /** How long the git that was left stands still when its worker is dead, ms at most: longer than another worker needs to begin. */
  late?: number;
}

const WRITES: ReadonlySet<string> = new Set([
  ...['commit-tree', 'update-ref', 'read-tree', 'checkout-index', 'update-index', 'write-tree', 'mktree'],
  ...['pack-objects', 'unpack-objects', 'index-pack', 'merge-tree', 'hash-object'],
]);

const movesBranch = (words: readonly string[], because: RegExp): boolean =>
  words[0] === 'update-ref' && words.some((word) => because.test(word));

export const GIT_WINDOWS = {
  'git-kill': { is: () => true, victims: 'git' },
  'git-kill-writing': { is: ([first = '']) => WRITES.has(first), victims: 'git' },
  /** A done task on its way to its branch. */
  'during-commit': {
    is: (words) => words[0] === 'commit-tree' || movesBranch(words, /^refs\/heads\/millrace\//),
    victims: 'both',
  },
  'git-kill-at-branch': { is: (words) => movesBranch(words, /^refs\/heads\/millrace\//), victims: 'git' },
  /** Files are laid into a tree, or its index follows. */
  'during-lay': { is: (words) => words[0] === 'read-tree' && words.includes('-u'), victims: 'workers', late: 4000 },
  'during-exchange': { is: ([first]) => first === 'unpack-objects' || first === 'pack-objects', victims: 'workers' },
  /** The base moves, and the user's checkout follows. */
  'during-landing': { is: isLanding, victims: 'workers' },
  'git-kill-landing': { is: isLanding, victims: 'git' },
  'both-killed-landing': { is: isLanding, victims: 'both' },
} satisfies Record<string, GitWindow>;

function isLanding(words: readonly string[]): boolean {
  return (
    movesBranch(words, /^millrace: deliver/) || (words[0] === 'read-tree' && words.includes('--no-recurse-submodules'))
  );
}

export interface GitHunt {
  window: GitWindow;
  /** Asked at each look. */
  workers: () => number[];
  /** From 0 to below 1. */
  share: () => number;
  boundMs: number;
}

/** `detail`: what it was told. Null when none was met within the bound. */
export async function huntGit(hunt: GitHunt): Promise<{ pids: number[]; detail: string } | null> {
  const { window, workers, boundMs } = hunt;
  for (const bound = Date.now() + boundMs; Date.now() < bound; await sleep(1)) {
    const all = workers();
    for (const pid of all.flatMap(gitsBelow)) {
      if (!window.is(wordsOf(pid))) continue;
      const done = strike(hunt, pid, all);
      if (done !== null) return done;
    }
  }
  return null;
}

function strike({ window, share }: GitHunt, pid: number, all: number[]): { pids: number[]; detail: string } | null {
  const workers = window.victims === 'git' ? [] : all;
  freeze([pid, ...workers]);
  const words = wordsOf(pid);
  const isHit = readStat(pid)?.state === 'T' && window.is(words);
  const pids = [...(window.victims === 'workers' ? [] : [pid]), ...workers];
  if (isHit) killAll(pids);
  else thaw(workers);
  if (isHit && window.late !== undefined) setTimeout(() => thaw([pid]), window.late * share());
  else thaw([pid]);
  return isHit ? { pids, detail: words.slice(0, 3).join(' ') } : null;
}

/** Children, and those of the shells among them. */
function gitsBelow(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => {
    const name = nameOf(child);
    if (name === 'git') return [child];
    return name === 'sh' ? gitsBelow(child) : [];
  });
}

const childrenOf = (pid: number): number[] =>
  text(`${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
const nameOf = (pid: number): string => text(`${pid}/comm`).trim();

/** The small shell from which a worker starts its hosts and its checkpoints. */
export const forkersOf = (workers: readonly number[]): number[] =>
  workers.flatMap(childrenOf).filter((pid) => text(`${pid}/cmdline`) === '/bin/sh\0');

/** Without `git` and its `-c` in front. */
function wordsOf(pid: number): string[] {
  const words = text(`${pid}/cmdline`).split('\0').slice(1, -1);
  let at = 0;
  while (words[at] === '-c') at += 2;
  return words.slice(at);
}

/** Empty for what is gone. */
function text(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}
