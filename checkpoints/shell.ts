// Runs a step of the script, from the small forker where this process has one. It speaks through files: whoever starts it by the forker
// hears nothing else of it.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startByForker } from '../agents/host/forker.js';
import { readText } from '../disk/read.js';

export interface Step {
  /** Absolute: the folder that the step works in, which is for this call alone. */
  work: string;
  /** Absolute: where it runs. */
  cwd: string;
  env: Readonly<Record<string, string>>;
  step: 'look' | 'nested' | 'add' | 'record';
  args: readonly string[];
}

/** What it said: the first word is `done`, `changed`, `failed`, `no-git`, or `killed` by us. */
export type Said = readonly [string, ...string[]];

/** Until a shell that the forker was told to start must be there. */
const FORKED_MS = 3000;
/** A disk that does not answer holds a stage no longer than that. */
const LONGEST_MS = 15 * 60_000;

/** `signal`: ends it. */
export async function runStep(step: Step, signal?: AbortSignal): Promise<Said> {
  for (const name of ['pid', 'end', 'errors']) rmSync(path.join(step.work, name), { force: true });
  return (await byForker(step, signal)) ?? bySpawn(step, signal);
}

/** The last lines that git said of what went wrong. */
export const errorsOf = (work: string): string => readText(path.join(work, 'errors'))?.trim() ?? '';

const script = fileURLToPath(new URL('./checkpoint.sh', import.meta.url));

const argvOf = ({ work, step, args }: Step): string[] => ['sh', script, step, work, ...args];

/** Null: none came, and none will be taken for one. */
async function byForker(step: Step, signal: AbortSignal | undefined): Promise<Said | null> {
  const { cwd, env, work } = step;
  if (!startByForker({ cwd, env, argv: argvOf(step) })) return null;
  const start = Date.now();
  for (let wait = 1; ; wait = Math.min(wait + 1, 20)) {
    const said = endOf(work);
    if (said !== null) return said;
    const waited = Date.now() - start;
    const pid = pidOf(work);
    if (pid === null && waited > FORKED_MS) return null;
    if (pid !== null && waited > 500 && !lives(pid)) return endOf(work) ?? ['failed', 'killed'];
    if (pid !== null && (waited > LONGEST_MS || signal?.aborted === true)) return end(pid);
    await pause(wait);
  }
}

function bySpawn(step: Step, signal: AbortSignal | undefined): Promise<Said> {
  const [program = 'sh', ...rest] = argvOf(step);
  return new Promise((resolve) => {
    const child = spawn(program, rest, { cwd: step.cwd, env: step.env, detached: true, stdio: 'ignore' });
    const stop = (): void => void (child.pid !== undefined && end(child.pid));
    const timer = setTimeout(stop, LONGEST_MS);
    signal?.addEventListener('abort', stop);
    const over = (said: Said): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve(said);
    };
    child.on('error', (error) => over(['failed', error.message]));
    child.on('exit', () => over(endOf(step.work) ?? ['failed', 'killed']));
  });
}

function endOf(work: string): Said | null {
  const text = readText(path.join(work, 'end')) ?? '';
  const [first, ...rest] = text.trimEnd().split(' ');
  return first === undefined || !text.endsWith('\n') ? null : [first, ...rest];
}

function pidOf(work: string): number | null {
  const pid = Number(readText(path.join(work, 'pid')) ?? '');
  return Number.isInteger(pid) && pid > 1 ? pid : null;
}

/** It leads a session of its own, so all that it started goes with it. */
function end(pid: number): Said {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
  return ['killed'];
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
