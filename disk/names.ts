// Names of ours that are made from a foreign one: a name has room for 255 bytes, and theirs may fill it.
import path from 'node:path';
import { sha256Hex } from '../core/contracts/digest.js';

/** Of the name of a file, in bytes of UTF-8. */
export const NAME_BYTES = 255;

/** What is kept of the name's own ending, in bytes: `.md` says what a file is, a longer one is no ending. */
const ENDING_BYTES = 16;

/**
 * A name of at most `room` bytes. One that is longer is cut at a whole character and bears a part of its digest, so that two of
 * them stay two; its own ending stays.
 */
export function fittedName(name: string, room = NAME_BYTES): string {
  if (Buffer.byteLength(name) <= room) return name;
  const own = path.extname(name);
  const end = `~${sha256Hex(name).slice(0, 12)}${Buffer.byteLength(own) <= ENDING_BYTES ? own : ''}`;
  return startOf(name, room - Buffer.byteLength(end)) + end;
}

/** `name` with `ending` after it, shortened where both have no room. */
export const withEnding = (name: string, ending: string): string =>
  fittedName(name, NAME_BYTES - Buffer.byteLength(ending)) + ending;

function startOf(name: string, most: number): string {
  const bytes = Buffer.from(name);
  let end = most;
  // A byte `10xxxxxx` goes on with a character that began before it.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString();
}
