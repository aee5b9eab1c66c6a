// Which processes hold files of ours open, or the lock on a folder that is the lease of its work tree.
import { constants, readdirSync, readlinkSync } from 'node:fs';
import { readProc } from '../../disk/proc.js';

export interface Held {
  /** Files to which only a host and its agent append; others read them. Absolute, links resolved. */
  outputs: readonly string[];
  /** The folder whose lock is the lease; null = none. */
  leased: string | null;
}

/** False for a process that we may not look into. */
export const holds = (pid: number, { outputs, leased }: Held): boolean =>
  descriptorsOf(pid).some(
    ([number, path]) =>
      (outputs.includes(path) && appends(infoOf(pid, number))) || (path === leased && isLocked(infoOf(pid, number))),
  );

export interface Lock {
  /** Number of the open file that has the lock. */
  descriptor: number;
  /** Who took it, dead or alive; 0 where that cannot be seen, as in a container. */
  taker: number;
}

/** The locks of one process on a folder. Absolute, links resolved. */
export const locksOn = (pid: number, folder: string): Lock[] =>
  descriptorsOf(pid)
    .filter(([, path]) => path === folder)
    .flatMap(([number]) => {
      const taker = /FLOCK\s+\S+\s+\S+\s+(\d+)/.exec(infoOf(pid, number))?.[1];
      return taker === undefined ? [] : [{ descriptor: Number(number), taker: Number(taker) }];
    });

function descriptorsOf(pid: number): [string, string][] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((number) => linkOf(pid, number));
  } catch {
    return [];
  }
}

function linkOf(pid: number, number: string): [string, string][] {
  try {
    return [[number, readlinkSync(`/proc/${pid}/fd/${number}`)]];
  } catch {
    return [];
  }
}

const infoOf = (pid: number, number: string): string => readProc(`${pid}/fdinfo/${number}`) ?? '';

/** A lock goes with an open file, whoever took it: a child that was given the file holds it too. */
const isLocked = (info: string): boolean => info.includes('FLOCK');

function appends(info: string): boolean {
  const flags = parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? '0', 8);
  return (flags & constants.O_APPEND) !== 0 && (flags & constants.O_WRONLY) !== 0;
}
