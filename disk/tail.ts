// Follows a file that only grows: each call gives the whole lines that are new since the last one.
import type { Stats } from 'node:fs';
import { bytesOf, MAX_READ, withPlain } from './read.js';

/** Where we are in a file. */
export interface Mark {
  ino: number;
  size: number;
  mtimeMs: number;
  /** End of the last whole line read. */
  offset: number;
}

export interface News {
  /** True when the file was replaced or rewritten: forget what was known, `text` starts over. */
  anew: boolean;
  text: string;
  /** Null when there is no file. */
  mark: Mark | null;
}

/**
 * `from`: the mark of the last call. `last`: on a first look, read at most so many bytes from the end. `most`: bytes in one call, for whoever
 * takes a long file in pieces; a longer line has to be read without it.
 */
export const readNews = (file: string, from: Mark | null, { last = Infinity, most = MAX_READ } = {}): News =>
  withPlain(file, (descriptor, stat) => newsOf(descriptor, stat, from, { last, most })) ?? {
    ...{ anew: true, text: '', mark: null },
  };

function newsOf(
  descriptor: number,
  { ino, size, mtimeMs }: Stats,
  from: Mark | null,
  { last, most }: { last: number; most: number },
): News {
  const same =
    from !== null && from.ino === ino && (size > from.size || (size === from.size && mtimeMs === from.mtimeMs));
  const start = same ? from.offset : Math.max(0, size - Math.min(last, MAX_READ));
  const bytes = bytesOf(descriptor, Math.min(size - start, most), start);
  const end = bytes.lastIndexOf(0x0a) + 1;
  const mark = { ino, size, mtimeMs, offset: start + end };
  return { anew: !same, text: bytes.toString('utf8', 0, end), mark };
}
