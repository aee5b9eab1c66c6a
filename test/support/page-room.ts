// A room in which the blocks of pages are typed in, in order: a repository of its own, a state home and so a server of its own, and
// scripted agents. `millrace` is the built command; that a run left work, or that something needs you, ends no block.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../disk/package-root.js';
import { shareBinary } from '../../bench/share-binary.js';
import type { Block } from '../docs/pages.js';

const MAIN = path.join(packageRoot(), 'dist', 'cli', 'main.cjs');

/** Exit codes that tell of the work are no failure of what was typed. Without an answer a person tries once more, as the message says. */
const SHIM = `#!/usr/bin/env bash
"${process.execPath}" "${MAIN}" "$@"; code=$?
if [ $code = 6 ]; then "${process.execPath}" "${MAIN}" "$@"; code=$?; fi
case $code in 7|10|11|20) exit 0;; *) exit $code;; esac
`;

export interface PageRoom {
  root: string;
  env: NodeJS.ProcessEnv;
  /** Types a block, in the folder where the one before it ended; throws with all that was said when a command fails. */
  type(block: Block): Promise<string>;
  /** The folder where the last block ended. */
  folder(): string;
  close(): Promise<void>;
}

export interface Called {
  code: number;
  /** The words, then what was said. */
  text: string;
}

type Files = Readonly<Record<string, string>>;

/**
 * `files`: of the repository `your-repository`, in which the first block begins after its `cd`. `uncommitted`: what was written there since
 * its first commit; absent = it has no commit.
 */
export async function openPageRoom(files: Files, script: object, uncommitted?: Files): Promise<PageRoom> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'millrace-pages-')));
  const home = path.join(root, 'state');
  await shareBinary(home);
  furnish(root, files, script);
  const env = { ...outer(process.env), ...own(root, home) };
  const git = (...args: string[]) => execa('git', args, { cwd: path.join(root, 'your-repository'), env });
  await git('init', '-q', '-b', 'main');
  if (uncommitted !== undefined) {
    await git('add', '-A');
    await git('commit', '-q', '-m', 'A first version');
    lay(root, uncommitted);
  }
  let cwd = root;
  return {
    ...{ root, env, folder: () => cwd },
    type: async (block) => {
      const { said, folder } = await typed(block, cwd, env);
      cwd = folder;
      return said;
    },
    close: async () => {
      const stop = ['server', 'stop'];
      await execa(path.join(root, 'bin/millrace'), stop, { cwd: root, env, extendEnv: false, reject: false });
      rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function furnish(root: string, files: Files, script: object): void {
  put(root, 'bin/millrace', SHIM);
  chmodSync(path.join(root, 'bin/millrace'), 0o755);
  put(root, 'script.json', JSON.stringify(script));
  put(root, '.gitconfig', '[user]\n\tname = Ada\n\temail = ada@example.org\n');
  lay(root, files);
}

function lay(root: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) put(root, `your-repository/${name}`, text);
}

function put(root: string, name: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
}

/** A block that names a file is written there; one of shell is run, and says where it ended. */
async function typed(block: Block, cwd: string, env: NodeJS.ProcessEnv): Promise<{ said: string; folder: string }> {
  const file = block.marks.find((mark) => mark.startsWith('file='));
  if (file !== undefined) writeFileSync(path.join(cwd, file.slice('file='.length)), block.text);
  if (block.language !== 'sh') return { said: '', folder: cwd };
  const where = path.join(env['HOME'] ?? cwd, 'where');
  const lines = `set -euo pipefail\n${block.text}\npwd >"${where}"\n`;
  const { all, exitCode } = await execa('bash', ['-c', lines], {
    cwd,
    env,
    extendEnv: false,
    all: true,
    reject: false,
  });
  if (exitCode !== 0) throw new Error(`${block.page}:${block.line} ended with ${exitCode}:\n${all}`);
  return { said: all, folder: readFileSync(where, 'utf8').trim() };
}

/** One process for all: a process each would take a minute. */
const ALL = `const [program, calls] = process.argv.slice(1);
const { main } = await import(program);
for (const words of JSON.parse(calls)) {
  process.exitCode = 0;
  process.stdout.write('\\u001e' + JSON.stringify(words) + '\\n');
  process.stdout.write('\\u001f' + (await main(words)));
}`;

/** Calls `millrace` with each list of words, one after the other, where the last block ended. */
export async function callAll(room: PageRoom, calls: readonly (readonly string[])[]): Promise<Called[]> {
  const program = path.join(path.dirname(MAIN), 'program.js');
  const args = ['--input-type=module', '-e', ALL, program, JSON.stringify(calls)];
  const { env } = room;
  const { all } = await execa(process.execPath, args, {
    cwd: room.folder(),
    env,
    extendEnv: false,
    all: true,
    input: '',
  });
  return all
    .split('\u001e')
    .slice(1)
    .map((one) => {
      const [text = '', code = ''] = one.split('\u001f');
      return { code: Number.parseInt(code, 10), text };
    });
}

const outer = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:TEMPORAL_|MILLRACE_|NODE_OPTIONS)/.test(name)));

const own = (root: string, home: string): NodeJS.ProcessEnv => ({
  ...{ HOME: root, TMPDIR: root, MILLRACE_STATE_HOME: home, MILLRACE_SCRIPT: path.join(root, 'script.json') },
  PATH: `${path.join(root, 'bin')}:${process.env['PATH'] ?? ''}`,
});
