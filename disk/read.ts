// The one way to open a file that somebody else may have touched: a regular file and no link, never waiting for anybody.
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
} from 'node:fs';
import { bare, codeOf } from './errors.js';
import { type Opened, within } from './opened.js';
import { inFolderOf, isFree } from './way.js';

/** What stands on one of our paths and is no file of ours: a link, a pipe, a folder, a device, something unreadable. */
export class ForeignObject extends Error {}

/** Largest file that is read whole, in bytes: what is larger is none of ours. */
export const MAX_READ = 256 * 1024 * 1024;

/** An open descriptor for reading, to be closed by the caller. Throws `ForeignObject`, or the system's error (`ENOENT`, …). */
export const openPlain = (file: string): number => plainAt(file).descriptor;

interface Plain {
  descriptor: number;
  /** Of the moment in which it was opened. */
  stat: Stats;
}

/** Where links may lead to a file's folder, to open that first proves nothing. */
function plainAt(file: string): Plain {
  try {
    if (isFree(file)) return plainBy(file, file);
    return inFolderOf(file, {}, (folder, name) => plainBy(within(folder, name), file));
  } catch (error) {
    throw foreignOr(file, error);
  }
}

/** `way`: what it is opened by; `file`: as people know it. */
function plainBy(way: string, file: string): Plain {
  const descriptor = openAt(way, file, constants.O_RDONLY);
  const stat = fstatSync(descriptor);
  if (stat.isFile()) return { descriptor, stat };
  throw notPlain(descriptor, file);
}

/** Without O_NONBLOCK the opening of a named pipe would wait for a writer. */
function openAt(way: string, file: string, flags: number, mode?: number): number {
  try {
    return bare(() => openSync(way, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, mode));
  } catch (error) {
    throw foreignOr(file, error);
  }
}

function notPlain(descriptor: number, file: string): ForeignObject {
  closeSync(descriptor);
  return new ForeignObject(`${file} is not a regular file; remove it.`);
}

/** The same by a path that need not be UTF-8, in a work tree: its folders may be links. */
export function openBytes(file: Buffer): number {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw new ForeignObject(`${file.toString('utf8')} is not a regular file.`);
}

/** The same in an opened folder, for what `flags` says. */
export function openPlainIn(folder: Opened, name: string, flags = constants.O_RDONLY, mode = 0o600): number {
  const file = `${folder.path}/${name}`;
  const descriptor = openAt(within(folder, name), file, flags, mode);
  // What was made by this very call is a file.
  if ((flags & constants.O_EXCL) !== 0 || fstatSync(descriptor).isFile()) return descriptor;
  throw notPlain(descriptor, file);
}

const FOREIGN = new Map([
  ['ELOOP', 'is a symbolic link, and links are not followed; remove it'],
  ['EMLINK', 'is a symbolic link, and links are not followed; remove it'],
  ['ENXIO', 'is not a regular file; remove it'],
  ['ENODEV', 'is not a regular file; remove it'],
  ['EISDIR', 'is a folder where a file should be; remove it'],
  ['EACCES', 'may not be read; change its permissions'],
  ['EPERM', 'may not be read; change its permissions'],
  ['ENOTDIR', 'lies below something that is no folder; remove that'],
]);

function foreignOr(file: string, error: unknown): unknown {
  const what = FOREIGN.get(codeOf(error) ?? '');
  return what === undefined ? error : new ForeignObject(`${file} ${what}.`, { cause: error });
}

/** Runs `work` on the opened file and closes it. Null when there is no file, or no file of ours. */
export function withPlain<T>(file: string, work: (descriptor: number, stat: Stats) => T): T | null {
  const plain = plainIfOurs(file);
  if (plain === null) return null;
  try {
    return work(plain.descriptor, plain.stat);
  } finally {
    closeSync(plain.descriptor);
  }
}

/** The second is what Node says of a path with a NUL, which no file has. */
const NOWHERE: ReadonlySet<string | null> = new Set(['ENOENT', 'ERR_INVALID_ARG_VALUE']);

function plainIfOurs(file: string): Plain | null {
  try {
    return plainAt(file);
  } catch (error) {
    if (error instanceof ForeignObject || NOWHERE.has(codeOf(error))) return null;
    throw error;
  }
}

/** The whole file as text. Throws `ForeignObject` or the system's error. */
export function readWhole(file: string): string {
  const { descriptor, stat } = plainAt(file);
  try {
    return bytesOf(descriptor, Math.min(stat.size, MAX_READ)).toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** The whole file as text. Null when there is none: what is foreign or larger than `limit` bytes counts as none. */
export const readText = (file: string, limit = MAX_READ): string | null =>
  readBytes(file, limit)?.toString('utf8') ?? null;

/** The same as bytes. */
export const readBytes = (file: string, limit = MAX_READ): Buffer | null =>
  withPlain(file, (descriptor, { size }) => (size > limit ? null : bytesOf(descriptor, size)));

/** The first `most` bytes of an opened file, or fewer where it has no more: one that grows meanwhile ends there. */
export function bytesOf(descriptor: number, most: number, start = 0): Buffer {
  const bytes = Buffer.allocUnsafe(most);
  let filled = 0;
  for (let read = -1; read !== 0 && filled < most; filled += read)
    read = readSync(descriptor, bytes, filled, most - filled, start + filled);
  return bytes.subarray(0, filled);
}

/** At most the last `most` bytes as text, and whether that is all. Null as with `readText`. */
export const readEndOf = (file: string, most: number): { text: string; whole: boolean } | null =>
  withPlain(file, (descriptor, { size }) => {
    const length = Math.min(size, most);
    return { text: bytesOf(descriptor, length, size - length).toString('utf8'), whole: size <= most };
  });

/** Bytes from `start` up to and without `end`, in chunks; nothing when there is no file of ours. */
export async function* readChunks(file: string, start = 0, end = Infinity): AsyncGenerator<Buffer> {
  const plain = start >= end ? null : plainIfOurs(file);
  if (plain !== null) yield* chunksOf(plain.descriptor, start, end);
}

/** A file of so many bytes is read at once: each step of a stream is a way to another thread and back. */
const SMALL = 64 * 1024;

/** Of an opened file, which is closed at the end. */
export async function* chunksOf(descriptor: number, start = 0, end = Infinity): AsyncGenerator<Buffer> {
  const length = Math.max(0, Math.min(fstatSync(descriptor).size, end) - start);
  if (length <= SMALL) return void (yield* wholeOf(descriptor, length, start));
  for await (const chunk of createReadStream('', { fd: descriptor, start, end: end - 1 })) yield chunk as Buffer;
}

function* wholeOf(descriptor: number, length: number, start: number): Generator<Buffer> {
  try {
    const bytes = bytesOf(descriptor, length, start);
    if (bytes.length > 0) yield bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** Names of what lies in a folder; none where it is not there, went away, or may not be listed. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
