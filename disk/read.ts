// The one way to open a file that somebody else may have touched: a regular file and no link, never waiting for anybody.
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  type Stats,
} from 'node:fs';
import { codeOf } from './errors.js';

/** What stands on one of our paths and is no file of ours: a link, a pipe, a folder, a device, something unreadable. */
export class ForeignObject extends Error {}

/** Largest file that is read whole, in bytes: what is larger is none of ours. */
export const MAX_READ = 256 * 1024 * 1024;

/** Without O_NONBLOCK the opening of a named pipe would wait for a writer. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** An open descriptor, to be closed by the caller. Throws `ForeignObject`, or the system's error (`ENOENT`, …). */
export function openPlain(file: string, flags = READ, mode = 0o600): number {
  const descriptor = openOwn(file, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, mode);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw new ForeignObject(`${file} is not a regular file; remove it.`);
}

const FOREIGN: Readonly<Record<string, string>> = {
  ELOOP: 'is a symbolic link, and links are not followed; remove it',
  EMLINK: 'is a symbolic link, and links are not followed; remove it',
  ENXIO: 'is not a regular file; remove it',
  ENODEV: 'is not a regular file; remove it',
  EISDIR: 'is a folder where a file should be; remove it',
  EACCES: 'may not be read; change its permissions',
  EPERM: 'may not be read; change its permissions',
  ENOTDIR: 'lies below something that is no folder; remove that',
};

function openOwn(file: string, flags: number, mode: number): number {
  try {
    return openSync(file, flags, mode);
  } catch (error) {
    const what = new Map(Object.entries(FOREIGN)).get(codeOf(error) ?? '');
    throw what === undefined ? error : new ForeignObject(`${file} ${what}.`, { cause: error });
  }
}

/** Runs `work` on the opened file and closes it. Null when there is no file, or no file of ours. */
export function withPlain<T>(file: string, work: (descriptor: number, stat: Stats) => T): T | null {
  let descriptor: number;
  try {
    descriptor = openPlain(file);
  } catch (error) {
    if (error instanceof ForeignObject || codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    return work(descriptor, fstatSync(descriptor));
  } finally {
    closeSync(descriptor);
  }
}

/** The whole file as text. Null when there is none: what is foreign or larger than `limit` bytes counts as none. */
export const readText = (file: string, limit = MAX_READ): string | null =>
  withPlain(file, (descriptor, { size }) => (size > limit ? null : readFileSync(descriptor, 'utf8')));

/** At most the last `most` bytes as text, and whether that is all. Null as with `readText`. */
export const readEndOf = (file: string, most: number): { text: string; whole: boolean } | null =>
  withPlain(file, (descriptor, { size }) => {
    const bytes = Buffer.alloc(Math.min(size, most));
    const read = readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return { text: bytes.toString('utf8', 0, read), whole: size <= most };
  });

/** Bytes from `start` up to and without `end`, in chunks; nothing when there is no file of ours. */
export async function* readChunks(file: string, start = 0, end = Infinity): AsyncGenerator<Buffer> {
  if (start >= end) return;
  let descriptor: number;
  try {
    descriptor = openPlain(file);
  } catch (error) {
    if (error instanceof ForeignObject || codeOf(error) === 'ENOENT') return;
    throw error;
  }
  for await (const chunk of createReadStream('', { fd: descriptor, start, end: end - 1 })) yield chunk as Buffer;
}
