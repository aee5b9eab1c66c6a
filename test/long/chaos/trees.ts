// A run whose roots work in trees of their own: the user's repository with things of his in it, and how it ends. Read by plain git alone.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Bench } from '../../support/bench.js';
import type { Branch, Branches, Tree } from '../checker/evidence.js';

export const LANES = 4;
export const ROOTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((letter) => `root-${letter}`);
const PREFIX = 'millrace';

function git({ workspace }: Bench, ...args: string[]): string {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  return execFileSync('git', [...who, ...args], { cwd: workspace, encoding: 'utf8', maxBuffer: 1e8 });
}

/** A commit, a branch, a tag, a stash, something staged and something that is neither; hooks that would be heard of. Before `init`. */
export function fillRepository(bench: Bench): void {
  const put = (file: string, text: string): void => writeFileSync(path.join(bench.workspace, file), text);
  git(bench, 'checkout', '-q', '-b', 'main');
  for (const file of ['README.md', 'mine.txt']) put(file, 'one\n');
  git(bench, 'add', '-A');
  git(bench, 'commit', '-qm', 'one');
  git(bench, 'branch', 'feature');
  git(bench, 'tag', 'v1');
  put('mine.txt', 'stashed\n');
  git(bench, 'stash', '-q');
  put('mine.txt', 'staged\n');
  git(bench, 'add', '-A');
  put('mine.txt', 'changed\n');
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

/** Mode and digest of each file of the user's. */
export function photograph({ workspace }: Bench): Record<string, string> {
  const names = readdirSync(workspace, { recursive: true, encoding: 'utf8' }).filter((name) => !OURS.test(name));
  return Object.fromEntries(names.flatMap((name) => [seen(workspace, name)].filter((one) => one !== null)));
}

function seen(folder: string, name: string): [string, string] | null {
  const file = path.join(folder, name);
  const stat = lstatSync(file);
  if (stat.isDirectory()) return null;
  const content = stat.isSymbolicLink() ? readlinkSync(file) : readFileSync(file);
  return [name, `${stat.mode} ${createHash('sha256').update(content).digest('hex')}`];
}

/** `branches.json` of the evidence. */
export function exportBranches(bench: Bench, dir: string, before: Record<string, string>): void {
  const after = photograph(bench);
  const all = git(bench, 'for-each-ref', '--format=%(refname:short)', `refs/heads/${PREFIX}`)
    .split('\n')
    .filter(Boolean);
  const roots = Object.fromEntries(all.map((branch) => [branch.slice(PREFIX.length + 1), branchOf(bench, branch)]));
  const branches: Branches = { roots, user: { before, after } };
  writeFileSync(path.join(dir, 'branches.json'), JSON.stringify(branches));
}

function branchOf(bench: Bench, branch: string): Branch {
  const commits = git(bench, 'rev-list', '--reverse', `main..${branch}`).split('\n').filter(Boolean);
  const said = (commit: string, key: string): string =>
    git(bench, 'log', '-1', `--format=%(trailers:key=Millrace-${key},valueonly,separator=%x2C)`, commit).trim();
  return {
    base: treeAt(bench, 'main'),
    commits: commits.map((commit) => ({
      ...{ commit, task: said(commit, 'Task'), run: said(commit, 'Run'), root: said(commit, 'Root') },
      tree: treeAt(bench, commit),
    })),
  };
}

function treeAt(bench: Bench, commit: string): Tree {
  const entries = git(bench, 'ls-tree', '-r', '-z', commit).split('\0').filter(Boolean);
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(entry.indexOf('\t') + 1), entry.split(/[ \t]/)[2] ?? '']),
  );
}
