// Follows a file that grows: each look gives the whole lines that are new. It stays readable when the file is removed.
import { closeSync, fstatSync } from 'node:fs';
import { bytesOf, openPlain } from '../disk/read.js';

export interface GrowingFile {
  /** What came since the last look. Of a file that grew by more than that, the last 2 MiB. */
  next(): string[];
  /** The last look: also a line without its end. */
  last(): string[];
}

/** What is read in one look, and the longest line that is waited for. */
const LOOK = 2 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Null when there is no such regular file. */
export function openGrowing(file: string): GrowingFile | null {
  try {
    return growing(openPlain(file));
  } catch {
    return null;
  }
}

function growing(descriptor: number): GrowingFile {
  let offset = 0;
  const look = (all: boolean): string[] => {
    const { size } = fstatSync(descriptor);
    const from = Math.max(offset, size - LOOK);
    const read = bytesOf(descriptor, Math.max(0, size - from), from);
    // After a leap the first line is not whole.
    const begin = from > offset ? read.indexOf(NEWLINE) + 1 : 0;
    const end = all ? read.length : read.lastIndexOf(NEWLINE) + 1;
    offset = end === 0 && read.length === LOOK ? size : from + end;
    return linesOf(read.subarray(begin, Math.max(begin, end)));
  };
  const last = (): string[] => {
    const lines = look(true);
    closeSync(descriptor);
    return lines;
  };
  return { next: () => look(false), last };
}

/** Where the middle of a raw file was given back to the disk there are zeros. */
function linesOf(bytes: Buffer): string[] {
  const lines = bytes.toString('utf8').replaceAll('\0', '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
