// Follows a file that only grows: each call gives the whole lines that are new since the last one.
import { open, type FileHandle } from 'node:fs/promises';
import { unless } from './errors.js';

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

/** `from`: the mark of the last call. `last`: on a first look, read at most so many bytes from the end. */
export async function readNews(file: string, from: Mark | null, last = Infinity): Promise<News> {
  const handle = await open(file, 'r').catch(unless('ENOENT'));
  if (handle === null) return { anew: true, text: '', mark: null };
  try {
    return await newsOf(handle, from, last);
  } finally {
    await handle.close();
  }
}

async function newsOf(handle: FileHandle, from: Mark | null, last: number): Promise<News> {
  const { ino, size, mtimeMs } = await handle.stat();
  const same =
    from !== null && from.ino === ino && (size > from.size || (size === from.size && mtimeMs === from.mtimeMs));
  const start = same ? from.offset : Math.max(0, size - last);
  const bytes = Buffer.alloc(size - start);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
  const end = bytes.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
  const mark = { ino, size, mtimeMs, offset: start + end };
  return { anew: !same, text: bytes.toString('utf8', 0, end), mark };
}
