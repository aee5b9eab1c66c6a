// The built demo in a room of its own: private temp folder, private state home, and so a Temporal server of its own.
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { shareBinary } from '../../bench/share-binary.js';

const program = (name: string): string => fileURLToPath(new URL(`../../dist/cli/${name}`, import.meta.url));

export interface DemoRoom {
  /** Stdout and stderr in one. */
  demo(...args: string[]): Promise<{ exitCode: number | undefined; output: string }>;
  /** The one project that was made; throws when there is none. */
  project(): string;
  /** Path below `millrace-agents/` of the project. */
  file(...parts: string[]): string;
  /** Of all runs, oldest first. */
  stageResults(): Record<string, unknown>[];
  /** Ends the server that the demo started, then removes everything. */
  close(): Promise<void>;
}

/** `more`: added to the environment; undefined takes a variable out. */
export async function openDemoRoom(more: NodeJS.ProcessEnv = {}): Promise<DemoRoom> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-demo-room-')));
  const home = join(root, 'state');
  const env = { ...withoutServer(process.env), MILLRACE_STATE_HOME: home, TMPDIR: root, ...more };
  await shareBinary(home);
  const run = (name: string, args: string[]) =>
    execa(process.execPath, [program(name), ...args], { env, extendEnv: false, all: true, reject: false });
  const project = (): string => join(root, onlyName(root, /^millrace-demo-/), 'slugs');
  const file = (...parts: string[]): string => join(project(), RUNTIME_DIR, ...parts);
  const resultsIn = (name: string): Record<string, unknown>[] => readResults(file('runs', name, 'stage_results'));
  return {
    ...{ project, file },
    demo: async (...args) => {
      const { exitCode, all } = await run('demo/main.js', args);
      return { exitCode, output: all };
    },
    stageResults: () => readdirSync(file('runs')).flatMap(resultsIn).sort(byStart),
    close: async () => {
      await run('main.js', ['server', 'stop', '--force']);
      rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const withoutServer = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:TEMPORAL_|MILLRACE_)/.test(name)));

function onlyName(folder: string, pattern: RegExp): string {
  const names = readdirSync(folder).filter((name) => pattern.test(name));
  if (names.length === 1 && names[0] !== undefined) return names[0];
  throw new Error(`${basename(folder)} holds ${names.length} folders like ${pattern.source}; there should be one`);
}

const readResults = (folder: string): Record<string, unknown>[] =>
  readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>);

const byStart = (a: Record<string, unknown>, b: Record<string, unknown>): number =>
  String(a['started_at']).localeCompare(String(b['started_at']));
