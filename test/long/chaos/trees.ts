// A run whose roots work in trees of their own: the user's repository with things of his in it, and how it ends. Read by plain git alone.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bench } from '../../support/bench.js';
import type { Branch, Branches, Delivered, Tree } from '../checker/evidence.js';

export const LANES = 4;
export const ROOTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((letter) => `root-${letter}`);
const PREFIX = 'millrace';

function git({ workspace }: Bench, ...args: string[]): string {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  return execFileSync('git', [...who, ...args], { cwd: workspace, encoding: 'utf8', maxBuffer: 1e8 });
}

/** A commit, a branch, a tag, a stash, something staged and something that is neither, but not where a delivery has to follow into it; hooks that would be heard of. Before `init`. */
export function fillRepository(bench: Bench, isClean: boolean): void {
  const put = (file: string, text: string): void => writeFileSync(path.join(bench.workspace, file), text);
  git(bench, 'checkout', '-q', '-b', 'main');
  for (const file of ['README.md', 'mine.txt']) put(file, 'one\n');
  git(bench, 'add', '-A');
  git(bench, 'commit', '-qm', 'one');
  git(bench, 'branch', 'feature');
  git(bench, 'tag', 'v1');
  put('mine.txt', 'stashed\n');
  git(bench, 'stash', '-q');
  if (!isClean) {
    put('mine.txt', 'staged\n');
    git(bench, 'add', '-A');
    put('mine.txt', 'changed\n');
  }
  for (const hook of ['reference-transaction', 'post-checkout', 'post-commit', 'post-index-change'])
    writeFileSync(
      path.join(bench.workspace, '.git/hooks', hook),
      '#!/bin/sh\necho ran >>"$(git rev-parse --git-common-dir)/heard"\n',
      {
        mode: 0o755,
      },
    );
}

/** What is ours in his folder: our own, objects, branches below the prefix and their logs, links of trees, whose the prefix is. */
const OURS = /^(?:millrace-agents|\.git\/(?:objects|worktrees|millrace|(?:logs\/)?refs\/heads\/millrace))(?:\/|$)/;

/** What a delivery changes besides: the base, its logs, and the checkout that is on it, which is judged otherwise. */
const DELIVERED = /^(?:work|\.git\/(?:index|(?:logs\/)?refs\/heads\/main|logs\/HEAD))(?:\/|$)/;

/** Mode and digest of each file of the user's. */
export function photograph({ workspace }: Bench, delivers: boolean): Record<string, string> {
  const isHis = (name: string): boolean => !OURS.test(name) && !(delivers && DELIVERED.test(name));
  const names = readdirSync(workspace, { recursive: true, encoding: 'utf8' }).filter(isHis);
  return Object.fromEntries(names.flatMap((name) => [seen(workspace, name)].filter((one) => one !== null)));
}

function seen(folder: string, name: string): [string, string] | null {
  const file = path.join(folder, name);
  const stat = lstatSync(file);
  if (stat.isDirectory()) return null;
  const content = stat.isSymbolicLink() ? readlinkSync(file) : readFileSync(file);
  return [name, `${stat.mode} ${createHash('sha256').update(content).digest('hex')}`];
}

export const tipOfMain = (bench: Bench): string => git(bench, 'rev-parse', 'main').trim();

/** Says a digest of all files that lie where it runs. */
const LOOK = "find . -type f ! -path './.millrace/*' | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-64";

/** The file to which each check that came to its end adds what it ran on. */
const checkedIn = (evidence: string): string => path.join(evidence, 'checked');

/** For `trees.checks`: takes a moment, so that kills find it at work. */
export const checkOf = (evidence: string): string => `sleep 0.2; ${LOOK} >>'${checkedIn(evidence)}'`;

interface Before {
  before: Record<string, string>;
  /** Where the base was. */
  start: string;
  delivers: boolean;
}

/** `branches.json` of the evidence. */
export function exportBranches(bench: Bench, dir: string, { before, start, delivers }: Before): void {
  const after = photograph(bench, delivers);
  const all = git(bench, 'for-each-ref', '--format=%(refname:short)', `refs/heads/${PREFIX}`)
    .split('\n')
    .filter(Boolean);
  const nameOf = (branch: string): string => branch.slice(PREFIX.length + 1);
  const roots = Object.fromEntries(all.map((branch) => [nameOf(branch), branchOf(bench, branch, start)]));
  const delivered = delivers ? deliveredIn(bench, dir, start) : null;
  const branches: Branches = { roots, user: { before, after }, delivered };
  writeFileSync(path.join(dir, 'branches.json'), JSON.stringify(branches));
}

/** Its own commits: the last ones of its first line that name its root. What it began from may hold those of others. */
function branchOf(bench: Bench, branch: string, start: string): Branch {
  const line = git(bench, 'rev-list', '--first-parent', `${start}..${branch}`).split('\n').filter(Boolean);
  const all = line.map((commit) => ({
    ...{
      commit,
      task: said(bench, commit, 'Task'),
      run: said(bench, commit, 'Run'),
      root: said(bench, commit, 'Root'),
    },
    tree: treeAt(bench, commit),
    ...mergedIn(bench, commit),
  }));
  const other = all.findIndex(({ root, task }) => `${PREFIX}/${root}` !== branch && task !== '');
  const own = (other === -1 ? all : all.slice(0, other)).filter(({ task }) => task !== '');
  const first = own.at(-1)?.commit;
  return { base: treeAt(bench, first === undefined ? start : `${first}^`), commits: own.reverse() };
}

/** A file in conflict has git's marks in it, until somebody writes another one. */
function mergedIn(bench: Bench, commit: string): Pick<Branch['commits'][number], 'merged'> {
  const [, one, other] = git(bench, 'rev-list', '--parents', '-1', commit).trim().split(' ');
  if (one === undefined || other === undefined) return {};
  const { stdout } = spawnSync('git', ['merge-tree', '--write-tree', one, other], {
    cwd: bench.workspace,
    encoding: 'utf8',
  });
  return { merged: treeAt(bench, stdout.split('\n')[0] ?? '') };
}

const said = (bench: Bench, commit: string, key: string): string =>
  git(bench, 'log', '-1', `--format=%(trailers:key=Millrace-${key},valueonly,separator=%x2C)`, commit).trim();

function deliveredIn(bench: Bench, dir: string, start: string): Delivered {
  const log = readFileSync(path.join(bench.workspace, '.git/logs/refs/heads/main'), 'utf8').split('\n').filter(Boolean);
  const moves = log.map((line) => {
    const [from = '', to = ''] = line.split(' ');
    return { from, to, because: line.slice(line.indexOf('\t') + 1) };
  });
  const since = moves.slice(moves.findIndex(({ from }) => from === start));
  const commits = git(bench, 'rev-list', `${start}..main`).split('\n').filter(Boolean);
  const status = git(bench, 'status', '--porcelain')
    .split('\n')
    .filter((line) => line !== '' && !line.includes('millrace-agents/'));
  return {
    start,
    tip: tipOfMain(bench),
    moves: (moves.some(({ from }) => from === start) ? since : []).map((one) => ({
      ...one,
      holds: lookAt(bench, one.to),
    })),
    checked: existsSync(checkedIn(dir)) ? readFileSync(checkedIn(dir), 'utf8').split('\n').filter(Boolean) : [],
    tasks: commits.map((commit) => said(bench, commit, 'Task')).filter(Boolean),
    checkout: { branch: git(bench, 'symbolic-ref', '--short', 'HEAD').trim(), status, tree: treeAt(bench, 'HEAD') },
  };
}

/** What a check that runs on this commit says. */
function lookAt(bench: Bench, commit: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-look-'));
  try {
    execFileSync('sh', ['-c', `git archive ${commit} | tar -x -C ${folder}`], { cwd: bench.workspace });
    return execFileSync('sh', ['-c', LOOK], { cwd: folder, encoding: 'utf8' }).trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function treeAt(bench: Bench, commit: string): Tree {
  const entries = git(bench, 'ls-tree', '-r', '-z', commit).split('\0').filter(Boolean);
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(entry.indexOf('\t') + 1), entry.split(/[ \t]/)[2] ?? '']),
  );
}
