// Who a process is: pid, start time and boot. A bare pid is nobody, because numbers are given out again.
import { readProc } from './proc.js';

export interface ProcessIdentity {
  pid: number;
  /** Clock ticks between boot and the start of the process, as the kernel prints them. */
  startTime: string;
  boot: string;
}

export interface ProcessStat {
  state: string;
  parent: number;
  session: number;
  startTime: string;
}

let boot: string | null = null;

/** Id of the running boot of this machine: the same for as long as this process lives. */
export const bootId = (): string => (boot ??= readProc('sys/kernel/random/boot_id')?.trim() ?? '');

/** The fields after the program's name in /proc/PID/stat; the name may hold anything, so the last `)` counts. */
export function parseStat(text: string): ProcessStat | null {
  const fields = text
    .slice(text.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  const [state, parent, , session] = fields;
  const startTime = fields[19];
  if (state === undefined || startTime === undefined) return null;
  return { state, parent: Number(parent), session: Number(session), startTime };
}

/** Null when there is no such process. */
export function readStat(pid: number): ProcessStat | null {
  const text = readProc(`${pid}/stat`);
  return text === null ? null : parseStat(text);
}

/** Ended, although its parent has not asked for its status yet. */
export const isEnded = (stat: ProcessStat): boolean => stat.state === 'Z' || stat.state === 'X';

export function isAlive(identity: ProcessIdentity): boolean {
  const stat = identity.boot === bootId() ? readStat(identity.pid) : null;
  return stat !== null && stat.startTime === identity.startTime && !isEnded(stat);
}

/** Identity of this process or another running one; null when there is no such process. */
export function identityOf(pid: number = process.pid): ProcessIdentity | null {
  const stat = readStat(pid);
  return stat === null ? null : { pid, startTime: stat.startTime, boot: bootId() };
}
