// A repository that is told to start a program wherever git can be told to: each program writes its name into the file `alarm` beside it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const HOOKS = [
  ...['reference-transaction', 'post-checkout', 'post-index-change', 'pre-commit', 'prepare-commit-msg', 'commit-msg'],
  ...['post-commit', 'pre-merge-commit', 'post-merge', 'post-rewrite', 'pre-rebase'],
] as const;

/** By setting: what its program is called. Those with a `!` are run by a shell as they stand. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'core.fsmonitor': 'fsmonitor',
  'core.editor': 'editor',
  'sequence.editor': 'sequence-editor',
  'core.pager': 'pager',
  'core.sshCommand': 'ssh',
  'core.gitProxy': 'proxy',
  'core.askPass': 'askpass',
  'credential.helper': 'credential',
  'gpg.program': 'gpg',
  'diff.external': 'external',
  'diff.evil.textconv': 'textconv',
  'filter.lfs.clean': 'clean',
  'filter.lfs.smudge': 'smudge',
};

/** Committed before: they name the drivers and the filter. */
export const ATTRIBUTES = '*.bin filter=lfs\n*.txt merge=evil diff=evil\n';
export const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n';

export interface Traps {
  /** Names of those that were sprung, each once. */
  alarms: () => string[];
  /** Absolute path of a program that says this name. */
  program: (name: string) => string;
}

/** `room`: a folder of their own, outside of the repository. Changes settings of the repository, and nothing that it tracks. */
export function setTraps(repository: string, room: string): Traps {
  mkdirSync(path.join(room, 'hooks'), { recursive: true });
  const alarm = path.join(room, 'alarm');
  const programAt = (file: string, name: string): string => {
    writeFileSync(file, `#!/bin/sh\necho ${name} >>'${alarm}'\n`, { mode: 0o755 });
    return file;
  };
  const program = (name: string): string => programAt(path.join(room, name), name);
  for (const hook of HOOKS) {
    programAt(path.join(room, 'hooks', hook), hook);
    programAt(path.join(repository, '.git', 'hooks', hook), `own-${hook}`);
  }
  const set = (...pair: string[]): void => void execFileSync('git', ['config', ...pair], { cwd: repository });
  for (const [key, name] of Object.entries(PROGRAMS)) set(key, program(name));
  set('alias.trap', `!${program('alias')}`);
  set('commit.gpgSign', 'true');
  set('core.worktree', repository);
  // What counts most is not in the file itself.
  const more = `[core]\n\thooksPath = ${room}/hooks\n[merge "evil"]\n\tdriver = ${program('driver')}\n`;
  writeFileSync(path.join(room, 'included'), more);
  writeFileSync(path.join(room, 'included-if'), `[filter "lfs"]\n\tprocess = ${program('process')}\n`);
  set('include.path', path.join(room, 'included'));
  set(`includeIf.gitdir:${repository}/.git.path`, path.join(room, 'included-if'));
  return { alarms: () => (existsSync(alarm) ? [...new Set(linesOf(alarm))].sort() : []), program };
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);

/** What a person may do with plain git, in order: each trap is sprung on the way. A program that says nothing of what it is asked makes git fail. */
export function springWithPlainGit(repository: string, room: string): void {
  const env = { PATH: process.env['PATH'], HOME: room, GIT_TERMINAL_PROMPT: '0' };
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  const input = 'protocol=https\nhost=example.org\n\n';
  const git = (...args: string[]): void =>
    void spawnSync('git', [...who, ...args], { cwd: repository, env, input, timeout: 20_000 });
  const unsigned = (...args: string[]): void => git('-c', 'commit.gpgSign=false', ...args);
  const put = (name: string, text: string): void => writeFileSync(path.join(repository, name), text);

  // A filter process that does not answer ends most commands before they come to anything else, and stands before the other programs of its filter.
  const [file, last] = [path.join(room, 'included-if'), readFileSync(path.join(room, 'included-if'))];
  writeFileSync(file, '');
  // What goes through the filter may look changed, and then nothing is rebased.
  git('update-index', '--assume-unchanged', 'media.bin');
  for (const text of ['1', '2']) unsigned('commit', '-q', '--allow-empty', '-m', text);
  unsigned('rebase', '-i', 'HEAD~1');
  git('worktree', 'add', '-q', '-b', 'side', path.join(room, 'side'));
  put('new.bin', 'media\n');
  git('add', 'new.bin');
  git('status');
  git('commit', '-q', '--allow-empty', '-m', 'signed');
  unsigned('commit', '-q', '--allow-empty', '-m', 'x');
  unsigned('commit', '-q', '--amend', '--allow-empty');
  unsigned('commit', '-q', '--amend', '--allow-empty', '--no-edit');
  put('a.txt', 'other\n2\n3\n');
  git('diff', '--ext-diff');
  unsigned('commit', '-qam', 'mine');
  git('log', '-p', '-1');
  unsigned('checkout', '-q', '-b', 'conflict', 'HEAD~1');
  put('a.txt', 'another\n2\n3\n');
  unsigned('commit', '-qam', 'theirs');
  unsigned('merge', '-q', '-m', 'x', '@{-1}');
  unsigned('reset', '-q', '--hard');
  unsigned('merge', '-q', '--no-ff', '-m', 'x', 'side');
  unsigned('checkout', '-q', '-b', 'third', 'side');
  unsigned('commit', '-q', '--allow-empty', '-m', 'third');
  unsigned('merge', '-q', '--no-ff', '-m', 'x', 'conflict');
  // A pager is started on a terminal alone, or by who asks for it.
  git('-p', 'log');
  spawnSync('sh', ['-c', '"$(git var GIT_PAGER)"'], { cwd: repository, env, timeout: 20_000 });
  for (const args of [['trap'], ['ls-remote', 'ssh://example.org/x'], ['ls-remote', 'git://example.org/x']])
    git(...args);
  git('credential', 'fill');
  // Hooks of the repository itself run where no other place is named.
  git('-c', `core.hooksPath=${path.join(repository, '.git', 'hooks')}`, 'update-ref', 'refs/heads/new', 'HEAD');
  writeFileSync(file, last);
  put('newer.bin', 'other media\n');
  git('add', 'newer.bin');
}

/** The names of all. */
export const ALL_TRAPS: readonly string[] = [
  ...HOOKS,
  ...new Set(Object.values(PROGRAMS)),
  ...['alias', 'driver', 'process', 'own-reference-transaction'],
].sort();
