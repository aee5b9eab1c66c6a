// Whether this process was started to outlive its terminal, as by `nohup`. Node gives SIGHUP its default back before any code of ours runs, so
// that the traces which `nohup` leaves have to tell: its name as that of the command, what it puts in the place of a terminal, and a process
// above that ignores the signal too.
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

const HANGUP_BIT = 1n;
const ACCESS_MODES = 0o3;
const WRITE_ONLY = 0o1;

export interface Traces {
  /** Program that the shell started, which `nohup` hands on; undefined where the shell does not tell. */
  command: string | undefined;
  /** Of standard input, as /proc tells it; null where it cannot be read. */
  inputFlags: string | null;
  /** `/proc/<pid>/status` of the parent and of those above it. */
  statusesAbove: string[];
  /** What standard output leads to, or null. */
  output: string | null;
}

/** Linux only: elsewhere no worker runs. */
export const outlivesTerminal = (): boolean =>
  isHangupIgnored({
    command: process.env['_'],
    inputFlags: textOf('/proc/self/fdinfo/0'),
    statusesAbove: statusesFrom(process.ppid),
    output: linkOf('/proc/self/fd/1'),
  });

export function isHangupIgnored({ command, inputFlags, statusesAbove, output }: Traces): boolean {
  if (command !== undefined && basename(command) === 'nohup') return true;
  const flags = /^flags:\s*([0-7]+)$/m.exec(inputFlags ?? '')?.[1];
  if (flags !== undefined && (Number.parseInt(flags, 8) & ACCESS_MODES) === WRITE_ONLY) return true;
  if (output !== null && basename(output) === 'nohup.out') return true;
  return statusesAbove.some(ignoresHangup);
}

function ignoresHangup(status: string): boolean {
  const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return ignored !== undefined && (BigInt(`0x${ignored}`) & HANGUP_BIT) !== 0n;
}

/** A program between `nohup` and this one, such as npm, may have set the signal back: those above it did not. */
function statusesFrom(pid: number, most = 16): string[] {
  const status = pid > 1 && most > 0 ? textOf(`/proc/${pid}/status`) : null;
  if (status === null) return [];
  return [status, ...statusesFrom(Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1] ?? 0), most - 1)];
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function linkOf(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch {
    return null;
  }
}
