// A log that is put aside as `.1`, `.2` and so on when it is long, and begun anew: its last lines, and what comes after them, from one file
// into the next. Of each file the last 2 MiB are read.
import { statSync } from 'node:fs';
import { type GrowingFile, openGrowing } from './growing.js';

/** Older files that are looked into. */
const MOST_OLDER = 100;

export interface FollowedLog {
  /** Whether there was a log when it was opened. */
  isThere: boolean;
  /** The last whole lines that were there then, oldest first. */
  first: string[];
  /** What came since the last look, whatever was put aside meanwhile. */
  next(): string[];
}

interface Open {
  file: GrowingFile;
  ino: number;
}

/** `count`: of the lines that are there. A log that is not there yet is waited for. */
export function followLog(file: string, count: number): FollowedLog {
  let open = openAt(file);
  const isThere = open !== null || inodeOf(older(file, 1)) !== null;
  const first = withOlder(file, open?.file.next() ?? [], count);
  const next = (): string[] => {
    const ino = inodeOf(file);
    if (open !== null && (ino === null || ino === open.ino)) return open.file.next();
    const rest = open === null ? [] : [...open.file.last(), ...sinceThen(file, open.ino)];
    open = openAt(file);
    return [...rest, ...(open?.file.next() ?? [])];
  };
  return { isThere, first, next };
}

const older = (file: string, number: number): string => `${file}.${number}`;

/** Where a log has just been begun anew, those of the files before it belong to it. */
function withOlder(file: string, lines: string[], count: number): string[] {
  let all = lines;
  for (let number = 1; number <= MOST_OLDER && all.length < count; number += 1) {
    const before = openGrowing(older(file, number))?.last();
    if (before === undefined) break;
    all = [...before, ...all];
  }
  return all.slice(-count);
}

/** Lines of files that were begun and put aside again since the one with this inode was. */
function sinceThen(file: string, ino: number): string[] {
  const numbers = Array.from({ length: MOST_OLDER }, (_one, at) => at + 1);
  const mine = numbers.find((number) => inodeOf(older(file, number)) === ino) ?? 1;
  const between = numbers.slice(0, mine - 1).reverse();
  return between.flatMap((number) => openGrowing(older(file, number))?.last() ?? []);
}

/** Its inode is that of what was opened, also where the log was put aside just then. */
function openAt(file: string): Open | null {
  for (;;) {
    const ino = inodeOf(file);
    const growing = ino === null ? null : openGrowing(file);
    if (ino === null || growing === null) return null;
    if (inodeOf(file) === ino) return { file: growing, ino };
    growing.last();
  }
}

const inodeOf = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.ino ?? null;
