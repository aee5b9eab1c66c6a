// Runs a script of ours, from the small forker where this process has one. It speaks through files: whoever starts it by the forker
// hears nothing else of it. Each start has a turn of its own, which the shell takes, or loses when it comes too late.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { closeForker, forkerPid, startByForker } from '../agents/host/forker.js';
import { statOf, unlinkIfThere } from '../disk/files.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { readText } from '../disk/read.js';
import { createOnlySync } from '../disk/write.js';
import { passPipes } from './pipes.js';

export interface Script {
  /** Absolute: the folder that the step works in, which is for this call alone. */
  work: string;
  /** Absolute: where the script is started. */
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Absolute. It is given `work`, its turn, and `args`. */
  script: string;
  args: readonly string[];
}

/** What it said: the first word is `done`, `same`, `changed`, `failed`, `no-git`, or `killed` by us. */
export type Said = readonly [string, ...string[]];

const KILLED: Said = ['killed'];

const FORKED_MS = 3000;
/** Most are over by then. */
const SHORT_MS = 500;
/** A disk that does not answer holds a stage no longer than that. */
const LONGEST_MS = 15 * 60_000;

/** A step of a checkpoint. */
export interface Step extends Omit<Script, 'script'> {
  step: 'look' | 'nested' | 'nested-tracked' | 'add' | 'record';
}

const checkpointScript = fileURLToPath(new URL('./checkpoint.sh', import.meta.url));

export function runStep({ step, args, ...rest }: Step, signal?: AbortSignal, forkedMs?: number): Promise<Said> {
  clearErrors(rest.work);
  return runScript({ ...rest, script: checkpointScript, args: [step, ...args] }, signal, forkedMs);
}

/** `signal`: ends it. `forkedMs`: until a shell that the forker was told to start must be there. */
export async function runScript(script: Script, signal?: AbortSignal, forkedMs = FORKED_MS): Promise<Said> {
  const ended = passPipes(script.env);
  try {
    return (await byForker(turnOf(script), signal, forkedMs)) ?? (await bySpawn(turnOf(script), signal));
  } finally {
    ended();
  }
}

interface Turn extends Script {
  /** Absolute: made by the shell that has the turn, with a line of its pid and at last one of how it went; or by us, and then none has it any more. */
  claim: string;
  argv: string[];
}

function turnOf(asked: Script): Turn {
  const [turn, { work, script, args }] = [randomUUID(), asked];
  const argv = ['sh', script, work, turn, ...args];
  return { ...asked, claim: path.join(work, `${turn}.turn`), argv };
}

/** The last lines that git said of what went wrong. */
export const errorsOf = (work: string): string => readText(errorsFile(work))?.trim() ?? '';

const errorsFile = (work: string): string => path.join(work, 'errors');

/** An empty one is left: a new file is dear. */
function clearErrors(work: string): void {
  if ((statOf(errorsFile(work))?.size ?? 0) > 0) unlinkIfThere(errorsFile(work));
}

/** Null: none came, and one that comes later does nothing. */
async function byForker(turn: Turn, signal: AbortSignal | undefined, forkedMs: number): Promise<Said | null> {
  if (!startByForker(turn)) return null;
  const start = Date.now();
  for (;;) {
    const said = endOf(turn);
    if (said !== null) return said;
    const waited = Date.now() - start;
    // Before that nobody needs to know who it is.
    const pid = waited > Math.min(forkedMs, SHORT_MS) || signal?.aborted === true ? pidOf(turn) : null;
    if (pid === null && waited > forkedMs && createOnlySync(turn.claim, '', { mode: PRIVATE_FILE })) return givenUp();
    if (pid !== null && waited > SHORT_MS && !lives(pid)) return endOf(turn) ?? given(turn, ['failed', 'killed']);
    if (pid !== null && (waited > LONGEST_MS || signal?.aborted === true)) return given(turn, end(pid));
    if (waited > LONGEST_MS) return KILLED;
    // Most are there after a few ms, and somebody waits for each of them.
    await pause(Math.min(20, Math.max(1, waited / 40)));
  }
}

/** One that lives and does not what it is told is given up. */
function givenUp(): null {
  if (forkerPid() !== null) closeForker();
  return null;
}

function bySpawn(turn: Turn, signal: AbortSignal | undefined): Promise<Said> {
  const [program = 'sh', ...rest] = turn.argv;
  return new Promise((resolve) => {
    const child = spawn(program, rest, { cwd: turn.cwd, env: turn.env, detached: true, stdio: 'ignore' });
    const stop = (): void => void (child.pid !== undefined && end(child.pid));
    const timer = setTimeout(stop, LONGEST_MS);
    signal?.addEventListener('abort', stop);
    const over = (said: Said): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve(said);
    };
    child.on('error', (error) => over(['failed', error.message]));
    child.on('exit', () => over(endOf(turn) ?? given(turn, ['failed', 'killed'])));
  });
}

/** Whoever had the turn is gone. */
function given({ claim }: Turn, said: Said): Said {
  unlinkIfThere(claim);
  return said;
}

/** What it needs no more goes at once. A claim that nobody made good stays: a shell that comes late does nothing then. */
function endOf({ claim }: Turn): Said | null {
  const [, said, rest] = linesOf(claim);
  const [first, ...others] = said?.split(' ') ?? [];
  // A line that is still being written has no end.
  if (first === undefined || rest === undefined) return null;
  unlinkIfThere(claim);
  return [first, ...others];
}

function pidOf({ claim }: Turn): number | null {
  const pid = Number(linesOf(claim)[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : null;
}

const linesOf = (claim: string): string[] => (readText(claim) ?? '').split('\n');

/** It leads a session of its own, so all that it started goes with it. */
function end(pid: number): Said {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
  return KILLED;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
