// Runs the built command in folders of its own, with an environment that knows no server.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Call, type Ran, runHere } from '../support/in-process.js';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.cjs', import.meta.url));

export type { Ran };

/** How a command is called. */
interface Surroundings {
  /** Default: the folder above the workspace. */
  cwd?: string;
  input?: string | Buffer;
  /** On top of what every command has. */
  env?: NodeJS.ProcessEnv;
}

export interface Stand {
  root: string;
  /** Initialised. */
  workspace: string;
  /** In this process. */
  run(args: readonly string[], more?: Surroundings): Promise<Ran>;
  /** As a process of its own, for whatever begins or ends with one: a worker, a lock, a full disk. */
  spawn(args: readonly string[], more?: Surroundings): Promise<Ran>;
}

/** A new workspace, made by `init`. */
export async function makeStand(): Promise<Stand> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-cli-')));
  const workspace = join(root, 'ws');
  const given = environment(root);
  const around = ({ cwd = root, env, input }: Surroundings) => ({ cwd, env: { ...given, ...env }, input });
  const run: Stand['run'] = (args, more = {}) => runHere(args, around(more));
  const { code, stderr } = await run(['init', workspace]);
  if (code !== 0) throw new Error(`init failed: ${stderr}`);
  return { root, workspace, run, spawn: (args, more = {}) => spawned(args, around(more)) };
}

function spawned(args: readonly string[], { input, ...options }: Call): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [MAIN, ...args],
      { ...options, maxBuffer: 1 << 26 },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, stdout, stderr });
      },
    );
    // The command may refuse its input before it has read all of it.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

function environment(root: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(TEMPORAL|MILLRACE|NODE_OPTIONS)/.test(name));
  return { ...Object.fromEntries(kept), MILLRACE_STATE_HOME: join(root, 'state'), HOME: root };
}

const LARGE = 1 << 20;

/** Every path below a folder with what is in it: equal fingerprints mean that nothing was written. */
export function fingerprint(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(paths.map((path) => [path, contentOf(join(folder, path))]));
}

function contentOf(path: string): string {
  const stat = lstatSync(path);
  if (!stat.isFile()) return stat.isDirectory() ? 'folder' : 'other';
  if (stat.size > LARGE) return `${stat.size} bytes of ${stat.mtimeMs}`;
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** A valid task, changed as asked. */
export function taskText(id: string, changes: { title?: string; created?: string } = {}): string {
  const { title = `Task ${id}`, created = '2026-01-31T09:00:00Z' } = changes;
  const lists = ['Target-Paths', 'Acceptance', 'Required-Checks', 'References', 'Risk'];
  const head = [`# ${title}`, '', `Task-ID: ${id}`, `Created-At: ${created}`, 'Created-By: test', ''];
  return [...head, ...lists.flatMap((label) => [`${label}:`, '- one', ''])].join('\n');
}
