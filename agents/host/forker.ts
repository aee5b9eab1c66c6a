// Starts agent hosts from a shell that was started while this process was small: to fork copies the page tables of whoever forks, and those of
// a worker are large. The shell reads what to start from its stdin and ends with it; what it started goes on, each in a session of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

export interface Start {
  /** Absolute. */
  cwd: string;
  /** All of it: the shell has no environment of its own. It goes through a pipe, so that no list of processes shows it. */
  env: Readonly<Record<string, string>>;
  /** The program first. */
  argv: readonly string[];
}

let forker: ChildProcess | null = null;
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
  forker?.stdin?.end();
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
export const forkerPid = (): number | null => (lives(forker) ? (forker?.pid ?? null) : null);

/** False where it cannot be asked. Says nothing of what comes of it: whoever asks looks for that. */
export function startByForker({ cwd, env, argv }: Start): boolean {
  if (!isWanted || !canBeSaid(env, [cwd, ...argv])) return false;
  openForker();
  const variables = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}; `);
  // The first thing a child does is to let go of the pipe; `jobs` takes leave of those that ended.
  const command = `exec </dev/null >/dev/null 2>&1; cd ${quoted(cwd)} || exit; unset OLDPWD; ${variables.join('')}exec setsid ${argv.map(quoted).join(' ')}`;
  return forker?.stdin?.write(`(${command}) & jobs >/dev/null 2>&1\n`) !== undefined;
}

const lives = (child: ChildProcess | null): boolean =>
  child !== null && child.pid !== undefined && child.exitCode === null && child.signalCode === null;

function start(): ChildProcess {
  const child = spawn('/bin/sh', [], { cwd: '/', env: {}, detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const nothing = (): void => undefined;
  child.on('error', nothing);
  child.stdin.on('error', nothing);
  // It is no reason to stay.
  child.unref();
  (child.stdin as Socket).unref();
  return child;
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Names that mean something to a shell itself, or that it lets nobody set. */
const SHELLS_OWN = /^(?:BASH.*|SHELLOPTS|SHLVL|UID|EUID|PPID|IFS|OPT(?:IND|ARG)|PS\d|LINENO|ENV|OLDPWD|_)$/;

const canBeSaid = (env: Start['env'], texts: readonly string[]): boolean =>
  Object.keys(env).every((name) => /^[A-Za-z_]\w*$/.test(name) && !SHELLS_OWN.test(name)) &&
  [...texts, ...Object.values(env)].every((text) => !text.includes('\0'));
