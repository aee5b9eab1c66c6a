// Starts agent hosts and gits from a small process that was started while this one was small: to fork copies the page tables of whoever forks, and those
// of a worker are large. It reads what to start from its stdin and ends with it; what it started goes on, each in a session of its own.
// It is a program of ours (forker.c), or a shell where no compiler was.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { forkerProgram } from './subreaper.js';

export interface Start {
  /** Absolute. */
  cwd: string;
  /** All of it: the forker has no environment of its own. It goes through a pipe, so that no list of processes shows it. */
  env: Readonly<Record<string, string>>;
  /** The program first. */
  argv: readonly string[];
}

/** How a start whose texts have no NUL is said to it; null = it cannot be. */
type Say = (start: Start) => Uint8Array | string | null;

interface Forker {
  child: ChildProcess;
  say: Say;
}

let forker: Forker | null = null;
let isWanted = false;
/** Workspaces that this process serves, where it serves several: the last that leaves closes it. */
let users = 0;

/** The earlier in the life of a process, the cheaper. From then on one that dies is replaced. */
export function openForker(): void {
  isWanted = true;
  if (!lives(forker)) forker = start();
}

/** For good: where it does not do what it is told, whether it hangs or cannot. What it was told last may still come. */
export function closeForker(): void {
  isWanted = false;
  forker?.child.stdin?.end();
  forker = null;
}

/** Opens it for one of several users. Returns the function by which this one does without it from then on. */
export function useForker(): () => void {
  users += 1;
  openForker();
  return () => {
    users -= 1;
    if (users === 0) closeForker();
  };
}

/** Pid; null = there is none. */
export const forkerPid = (): number | null => (lives(forker) ? (forker?.child.pid ?? null) : null);

/** False where it cannot be asked. Says nothing of what comes of it: whoever asks looks for that. */
export function startByForker(asked: Start): boolean {
  if (!isWanted || hasNul(asked)) return false;
  openForker();
  const said = forker?.say(asked) ?? null;
  return said !== null && forker?.child.stdin?.write(said) !== undefined;
}

const lives = (one: Forker | null): boolean =>
  one !== null && one.child.pid !== undefined && one.child.exitCode === null && one.child.signalCode === null;

function start(): Forker {
  const [program] = forkerProgram();
  const child = spawn(program ?? '/bin/sh', [], {
    ...{ cwd: '/', env: {}, detached: true },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const nothing = (): void => undefined;
  child.on('error', nothing);
  child.stdin.on('error', nothing);
  // It is no reason to stay.
  child.unref();
  (child.stdin as Socket).unref();
  return { child, say: program === undefined ? forShell : forProgram };
}

const hasNul = ({ cwd, env, argv }: Start): boolean =>
  [cwd, ...argv, ...Object.keys(env), ...Object.values(env)].some((text) => text.includes('\0'));

/** See forker.c. */
const forProgram: Say = ({ cwd, env, argv }) => {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const texts = [cwd, String(variables.length), ...variables, ...argv];
  const body = Buffer.from(texts.map((text) => `${text}\0`).join(''));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
};

const forShell: Say = ({ cwd, env, argv }) => {
  if (!Object.keys(env).every(canBeSet)) return null;
  const variables = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}; `);
  // The first thing a child does is to let go of the pipe; `jobs` takes leave of those that ended.
  const command = `exec </dev/null >/dev/null 2>&1; cd ${quoted(cwd)} || exit; unset OLDPWD; ${variables.join('')}exec setsid ${argv.map(quoted).join(' ')}`;
  return `(${command}) & jobs >/dev/null 2>&1\n`;
};

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Names that mean something to a shell itself, or that it lets nobody set. */
const SHELLS_OWN = /^(?:BASH.*|SHELLOPTS|SHLVL|UID|EUID|PPID|IFS|OPT(?:IND|ARG)|PS\d|LINENO|ENV|OLDPWD|_)$/;

const canBeSet = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) && !SHELLS_OWN.test(name);
