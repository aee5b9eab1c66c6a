// Starts a worker that outlives this command and its terminal, and waits until it serves, or has ended.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { statePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { removeFile } from '../../disk/files.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { programFile } from '../../disk/package-root.js';
import { openToAppend } from '../../disk/write.js';
import { readPiece } from '../../read/files.js';
import { followLog } from '../../read/log-file.js';
import type { WorkerRecord } from '../../worker/fleet/roster.js';
import type { Context } from '../context.js';
import { workerWords } from '../tail/own-log.js';
import { sparing } from '../allocator.js';

const LOOK_MS = 100;
const LAST_LINES = 15;

export interface Wanted {
  /** Where it works, absolute. */
  dir: string;
  /** Folder of its record and its log, ours of a workspace or that for all. */
  state: string;
  /** What `run daemon` is asked for. */
  words: readonly string[];
}

/** Of the worker of one workspace. `cwd`: where the path of a configuration begins. */
export const wordsForOne = (cwd: string, mode: string | undefined, config: string | undefined): string[] => [
  ...['--monitor', 'basic'],
  ...(mode === undefined ? [] : ['--mode', mode]),
  ...(config === undefined ? [] : ['--config', resolve(cwd, config)]),
];

export type Came =
  | { kind: 'serves'; worker: WorkerRecord }
  /** `last`: what it said at its end; `code`: null where a signal ended it. */
  | { kind: 'ended'; code: number | null; signal: NodeJS.Signals | null; last: string[] };

/** What it says meanwhile is said here, too: a first start fetches a server, and may take minutes. */
export async function startStaying(context: Context, wanted: Wanted): Promise<Came> {
  const { workersOf } = await import('../../worker/staying/workers.js');
  const log = followLog(join(wanted.state, statePaths.workerLog), 0);
  const child = await detached(context, wanted);
  let ended = hasEnded(child);
  child.once('exit', () => (ended = true));
  const said: string[] = [];
  for (;;) {
    // In this order: what it said at its end is read once more.
    const over = (ended ||= hasEnded(child));
    const worker = workersOf(wanted.state).find(({ pid }) => pid === child.pid);
    const lines = log.next();
    said.push(...lines.map(workerWords));
    if (over) return { kind: 'ended', code: child.exitCode, signal: child.signalCode, last: lastOf(wanted, said) };
    if (worker?.servesSince !== undefined) return { kind: 'serves', worker };
    for (const line of lines.filter(isNews)) context.note(`  ${workerWords(line)}`);
    await sleep(LOOK_MS);
  }
}

/** What it says itself, and not the libraries that it stands on. */
const isNews = (line: string): boolean => jsonObject(line)?.['level'] === 'INFO';

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** In a session of its own, so that no terminal ends it, with nothing of the terminal open. */
async function detached({ env, issuer }: Context, { dir, state, words }: Wanted): Promise<ChildProcess> {
  const { SCRIPT_VARIABLE, scriptOf } = await import('../../agents/scripted/adapter.js');
  const script = scriptOf(env);
  const args = [programFile(), '--workspace', dir, '--as', issuer, 'run', 'daemon', '--detached', ...words];
  removeFile(join(state, statePaths.workerErrors));
  const errors = openToAppend(join(state, statePaths.workerErrors), PRIVATE_FILE);
  try {
    const child = spawn(process.execPath, args, {
      ...{ cwd: dir, detached: true, stdio: ['ignore', 'ignore', errors] },
      env: { ...sparing(env), ...(script === null ? {} : { [SCRIPT_VARIABLE]: script }) },
    });
    await new Promise((done, failed) => child.once('spawn', done).once('error', failed));
    child.unref();
    return child;
  } finally {
    closeSync(errors);
  }
}

/** What it wrote to its terminal, where it wrote anything, else the end of its log. */
function lastOf({ state }: Wanted, said: readonly string[]): string[] {
  const written = readPiece(join(state, statePaths.workerErrors))?.text.split('\n').filter(Boolean) ?? [];
  return (written.length > 0 ? written : said).slice(-LAST_LINES);
}
