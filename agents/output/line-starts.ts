// How the lines of a growing file begin, whatever their length and the file's: enough to tell what kind of line each is.
import { readChunks } from '../../disk/read.js';

/** Bytes of a line that are looked at. */
const START = 200;
const NEWLINE = 0x0a;

/** Gives with each call the beginnings of the lines that were ended since the last one. No file: no lines. Never rejects. */
export function lineStarts(file: string): (each: (start: string) => void) => Promise<void> {
  let offset = 0;
  let start = '';
  const take = (bytes: Buffer, each: (start: string) => void): void => {
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      each(start + piece(bytes, from, end, start));
      start = '';
      from = end + 1;
    }
    start += piece(bytes, from, bytes.length, start);
  };
  return async (each) => {
    try {
      for await (const bytes of readChunks(file, offset)) {
        offset += bytes.length;
        take(bytes, each);
      }
    } catch {
      // What cannot be read now is read at the next call.
    }
  };
}

const piece = (bytes: Buffer, from: number, end: number, before: string): string =>
  bytes.toString('latin1', from, Math.min(end, from + START - before.length));
