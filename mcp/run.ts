// One call of the command line, as a process of its own: what a tool does is what the command does, a cancelled request ends it, and
// nothing that happens in it can end the server.
import { type ChildProcess, spawn } from 'node:child_process';
import { programFile } from '../disk/package-root.js';
import type { Call } from './tools/tool.js';

/** Whom and what the calls of a server are for. */
export interface Seat {
  /** Of the workspace, absolute. */
  dir: string;
  /** Who asks. */
  issuer: string;
  /** Words before each command, such as those of a key. */
  globals: readonly string[];
  env: NodeJS.ProcessEnv;
  /** A call that takes longer is ended. */
  callMs: number;
}

export interface Ran {
  /** Null where it was ended by us. */
  code: number | null;
  stdout: string;
  stderr: string;
  /** Why it was ended; null = by itself. */
  ended: 'cancelled' | 'late' | 'full' | null;
}

/** Bytes of its answer that are read. */
const MOST_OUT = 8 * 1024 * 1024;
const MOST_ERR = 64 * 1024;
/** From asking it to end to ending it. */
const GRACE_MS = 3000;

/** Resolves when the process is gone. Never rejects. `more`: words of ours before the command. */
export function runCommand(
  seat: Seat,
  { words, input, reads }: Call,
  more: readonly string[],
  signal: AbortSignal,
): Promise<Ran> {
  const json = reads === 'text' ? [] : ['--json'];
  const argv = [programFile(), '--workspace', seat.dir, '--as', seat.issuer];
  const child = spawn(process.execPath, [...argv, ...seat.globals, ...more, ...json, ...words], {
    ...{ cwd: seat.dir, env: seat.env },
  });
  child.stdin.on('error', () => undefined).end(input ?? '');
  return new Promise((resolve) => followed(child, seat.callMs, signal, resolve));
}

function followed(child: ChildProcess, callMs: number, signal: AbortSignal, resolve: (ran: Ran) => void): void {
  let ended: Ran['ended'] = null;
  let kill: NodeJS.Timeout | undefined;
  const end = (why: NonNullable<Ran['ended']>): void => {
    ended ??= why;
    child.kill('SIGTERM');
    kill ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  };
  const [out, err] = [collected(child.stdout, MOST_OUT, () => end('full')), collected(child.stderr, MOST_ERR)];
  const cancel = (): void => end('cancelled');
  const late = setTimeout(() => end('late'), callMs);
  const over = (code: number | null, problem = ''): void => {
    for (const timer of [late, kill]) clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
    resolve({ code: ended === null ? code : null, stdout: out(), stderr: `${err()}${problem}`, ended });
  };
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  child.once('error', (error) => over(null, error.message)).once('close', (code) => over(code));
}

/** Gives what was read. */
function collected(stream: ChildProcess['stdout'], most: number, full = (): void => undefined): () => string {
  const parts: Buffer[] = [];
  let size = 0;
  stream?.on('data', (part: Buffer) => {
    if (size > most) return;
    parts.push(part);
    size += part.length;
    if (size > most) full();
  });
  return () => Buffer.concat(parts).subarray(0, most).toString('utf8');
}
