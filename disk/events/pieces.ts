// Whole lines of an opened file, forwards from an offset and found backwards from the end, in pieces of bounded size.
import { bytesOf } from '../read.js';

const NEWLINE = 0x0a;
/** Read at once, in bytes. */
export const PIECE = 64 * 1024;
/** A longer line is none of ours, and is not kept. */
const LONGEST = 8 * 1024 * 1024;

/** The lines from `start` (where one begins) on; last, where there is one, the line without its end. Empty lines are left out. */
export function* linesFrom(
  descriptor: number,
  start: number,
  size: number,
): Generator<{ line: Buffer; whole: boolean }> {
  let rest: Buffer = Buffer.alloc(0);
  for (let at = start; at < size;) {
    const read = bytesOf(descriptor, Math.min(PIECE * 4, size - at), at);
    if (read.length === 0) break;
    at += read.length;
    const bytes = rest.length === 0 ? read : Buffer.concat([rest, read]);
    let begin = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, begin)) {
      if (end > begin) yield { line: bytes.subarray(begin, end), whole: true };
      begin = end + 1;
    }
    // Of what is too long its first bytes are kept: it is one line all the same.
    rest = bytes.length - begin > LONGEST ? Buffer.from(bytes.subarray(begin, begin + PIECE)) : bytes.subarray(begin);
  }
  if (rest.length > 0) yield { line: rest, whole: false };
}

/**
 * Where to begin so that nothing after an old line is left out: the offset of a line that `isOld`, as near to the end as a few looks
 * tell, each four times as far back, and then some between. Null when none is found. What is read from there on grows with what is new,
 * not with the file.
 */
export function oldLineNear(descriptor: number, size: number, isOld: (line: Buffer) => boolean): number | null {
  let until = size;
  for (let back = PIECE; back < size; back *= 4) {
    const found = oldLineIn(bytesOf(descriptor, PIECE, size - back), isOld, false);
    if (found !== null) return nearer(descriptor, { old: size - back + found, until }, isOld);
    until = size - back;
  }
  const first = oldLineIn(bytesOf(descriptor, Math.min(PIECE, size), 0), isOld, true);
  return first === null ? null : nearer(descriptor, { old: first, until }, isOld);
}

/** Halves what lies between an old line and where there is none, until it is not worth another look. */
function nearer(
  descriptor: number,
  { old, until }: { old: number; until: number },
  isOld: (line: Buffer) => boolean,
): number {
  let [from, to] = [old, until];
  while (to - from > 2 * PIECE) {
    const middle = from + Math.floor((to - from) / 2);
    const found = oldLineIn(bytesOf(descriptor, PIECE, middle), isOld, false);
    if (found === null) to = middle;
    else from = middle + found;
  }
  return from;
}

/** The last such line that begins in a piece, as an offset in it; looked for from its end. Unless it is the first one, its beginning is no line's. */
function oldLineIn(bytes: Buffer, isOld: (line: Buffer) => boolean, isFirst: boolean): number | null {
  for (let end = bytes.length - 1; end > 0;) {
    const newline = bytes.lastIndexOf(NEWLINE, end - 1);
    if (newline === -1) break;
    if (isOld(bytes.subarray(newline + 1))) return newline + 1;
    end = newline;
  }
  return isFirst && isOld(bytes) ? 0 : null;
}
