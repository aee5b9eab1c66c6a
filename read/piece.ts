// A part of a file for people, from a byte on: never in the middle of a character.
import { bytesOf, withPlain } from '../disk/read.js';

export interface FilePiece {
  text: string;
  /** First byte of it. */
  from: number;
  /** First byte after it; null = that is the end of the file. */
  next: number | null;
  /** Of the whole file. */
  bytes: number;
}

/** Null when there is no file of ours. `most`: bytes. */
export const pieceOf = (file: string, from: number, most: number): FilePiece | null =>
  withPlain(file, (descriptor, { size }) => {
    const start = Math.min(from, size);
    return pieceIn(bytesOf(descriptor, Math.min(most, size - start), start), start, size);
  });

/** `bytes`: of the text from `from` on; `size`: of the whole. */
export function pieceIn(bytes: Buffer, from: number, size: number): FilePiece {
  const isLast = from + bytes.length >= size;
  const whole = isLast ? bytes : bytes.subarray(0, wholeLength(bytes));
  return { text: whole.toString('utf8'), from, next: isLast ? null : from + whole.length, bytes: size };
}

/** A character is four bytes at most: what is cut off at the end belongs to the next piece. */
function wholeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length - back + 1;
    if (byte >= 0xc0) return back >= (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.length : bytes.length - back;
  }
  return bytes.length;
}
