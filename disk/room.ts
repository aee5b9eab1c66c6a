// Whether a disk takes more, found out without leaving anything on it.
import { accessSync, constants, existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { type DiskCode, diskCodeOf } from './trouble.js';

/** Less than that free is full: the smallest change of what we show takes as much. In bytes. */
export const LEAST_ROOM = 64 * 1024;
/** Files that there must be names for. */
const FILES = 32;
const PROBE_BYTES = 4096;

export interface Room {
  /** Null: there is enough. */
  lack: DiskCode | null;
  /** Bytes that this user may still write, as far as the disk says; a quota it does not say. */
  free: number;
}

/** Looks only. The folder, or the nearest one above it that is there. */
export function roomAt(folder: string, bytes: number): Room {
  const there = nearest(folder);
  try {
    const { bavail, bsize, files, ffree } = statfsSync(there);
    const free = bavail * bsize;
    // Where files are not counted there is no end of them.
    const isShort = free < bytes || (files > 0 && ffree < FILES);
    return { lack: isShort ? 'ENOSPC' : lackOfRight(there), free };
  } catch (error) {
    return { lack: diskCodeOf(error), free: 0 };
  }
}

/** By a draft that is removed at once: only this sees a quota. The folder has to be there. */
export function refusalAt(folder: string): DiskCode | null {
  const draft = path.join(folder, `.${randomUUID()}.tmp`);
  try {
    writeFileSync(draft, Buffer.alloc(PROBE_BYTES, ' '), { flag: 'wx', mode: 0o600 });
    return null;
  } catch (error) {
    return diskCodeOf(error);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Rights are another matter; a disk that is read-only is so for everybody. */
function lackOfRight(folder: string): DiskCode | null {
  try {
    accessSync(folder, constants.W_OK);
    return null;
  } catch (error) {
    return diskCodeOf(error);
  }
}

function nearest(folder: string): string {
  for (let one = path.resolve(folder); ; one = path.dirname(one))
    if (existsSync(one) || one === path.dirname(one)) return one;
}
