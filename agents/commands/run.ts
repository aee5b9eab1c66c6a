// Runs one command that an operator wrote into the configuration: in walls, for so long and no longer, with nothing of it left when it is over.
// Whoever was killed meanwhile calls it again under the same mark: what the first call left is ended first.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { identityOf, type ProcessIdentity } from '../../disk/identity.js';
import { redact } from '../redact.js';
import { secretSettings } from '../runner-config.js';
import { scanned } from '../secrets/scan.js';
import { marksOf } from '../environment.js';
import { isSubreaper, subreaper } from '../host/subreaper.js';
import { kill, sweep } from '../host/sweep.js';
import { type AsStage, type CommandPlace, wallsFor } from './walls.js';

export interface OperatorCommand extends CommandPlace {
  /** As it is written: for `sh -c`. */
  command: string;
  /** By which its processes are found; the same for a repeat, and of no other command that runs meanwhile. */
  mark: string;
  timeoutMs: number;
  /** Where it runs; absent = `treeDir`. */
  cwd?: string;
  /** Ends it. */
  signal?: AbortSignal;
}

export interface CommandEnd {
  kind: 'ended' | 'timed_out';
  /** Status of its end; null of one that was ended, or that a signal ended. */
  status: number | null;
  /** The end of what it printed on both outputs, at most 64 kB, without secrets. */
  output: string;
}

const MOST_KEPT = 64 * 1024;
const GRACE_MS = 3000;
/** How long its outputs may stay open when nothing of it runs any more. */
const CLOSE_MS = 1000;
/** The status goes by a way of its own: the command's own outputs are what somebody reads. */
const INSIDE = 'cd "$1" || exit; exec sh -c "$2"';
const SCRIPT = '"$@" 3>&-; echo $? >&3';

/** Throws `LaunchRefused` where it cannot be started, and the signal's reason. */
export async function runCommand(asked: OperatorCommand, as: AsStage): Promise<CommandEnd> {
  const { command, mark, treeDir, cwd = treeDir, timeoutMs, signal } = asked;
  await ended(mark, null);
  signal?.throwIfAborted();
  const { before, env } = await wallsFor(as, asked);
  const argv = [...subreaper(), 'sh', '-c', SCRIPT, 'sh', ...before, 'sh', '-c', INSIDE, 'sh', cwd, command];
  const [program = 'sh', ...args] = argv;
  const options = { cwd, env: { ...env, ...marksOf(mark) }, detached: true } as const;
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const itself = child.pid === undefined ? null : identityOf(child.pid);
  const output = kept([child.stdout, child.stderr] as Readable[], MOST_KEPT);
  const status = kept([child.stdio[3] as Readable], 16);
  const over = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const isLate = await late(over, timeoutMs, signal);
  if (isLate && child.pid !== undefined) await askToEnd(child.pid, over, signal);
  await ended(mark, itself);
  await Promise.race([closed, sleep(CLOSE_MS)]);
  signal?.throwIfAborted();
  const code = Number.parseInt(status.text(), 10);
  return {
    kind: isLate ? 'timed_out' : 'ended',
    status: isLate || Number.isNaN(code) ? null : code,
    output: await scanned(redact(output.text(), asked.env, ...secretSettings(asked.config))),
  };
}

/** True where it is still at work when its time is over, or it is to end. */
async function late(over: Promise<void>, ms: number, signal?: AbortSignal): Promise<boolean> {
  const timer = new AbortController();
  const both = signal === undefined ? timer.signal : AbortSignal.any([timer.signal, signal]);
  const clock = sleep(ms, true, { signal: both }).catch(() => true);
  try {
    return await Promise.race([over.then(() => false), clock]);
  } finally {
    timer.abort();
  }
}

async function askToEnd(pid: number, over: Promise<void>, signal?: AbortSignal): Promise<void> {
  kill(-pid, 'SIGTERM');
  await Promise.race([over, sleep(signal?.aborted === true ? 0 : GRACE_MS)]);
}

/** What is left of one whose worker was killed. */
export const endCommand = (mark: string): Promise<void> => ended(mark, null);

/** Everything that carries the mark, and what came of the first process. */
async function ended(mark: string, agent: ProcessIdentity | null): Promise<void> {
  const reaper = agent !== null && isSubreaper(agent.pid) ? agent.pid : null;
  await sweep({ requestId: mark, agent, host: null, reaper }, () => undefined);
}

/** The end of what comes, the first line in it whole. */
function kept(from: readonly Readable[], most: number): { text: () => string } {
  let parts: Buffer = Buffer.alloc(0);
  let isCut = false;
  for (const one of from)
    one.on('data', (part: Buffer) => {
      const all = Buffer.concat([parts, part]);
      isCut ||= all.length > most;
      parts = all.subarray(-most);
    });
  const text = (): string => {
    const all = parts.toString('utf8');
    return isCut ? all.slice(all.indexOf('\n') + 1) : all;
  };
  return { text };
}
