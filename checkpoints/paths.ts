// Paths of a tree are bytes: here each byte is one character (latin1), and lists of them end with NUL, as git writes them.
import { inert } from '../core/inert.js';

export const splitPaths = (list: Uint8Array): string[] =>
  Buffer.from(list.buffer, list.byteOffset, list.length).toString('latin1').split('\0').filter(Boolean);

export const joinPaths = (paths: readonly string[]): Buffer =>
  Buffer.from(paths.map((one) => `${one}\0`).join(''), 'latin1');

/** For a person: as text where it is UTF-8, each other byte as `\xNN`; one line. */
export function shownPath(bytes: string): string {
  const raw = Buffer.from(bytes, 'latin1');
  const text = raw.toString('utf8');
  return inert(Buffer.from(text, 'utf8').equals(raw) ? text : bytes.replace(/[\x80-\xff]/g, hex));
}

const hex = (byte: string): string => `\\x${byte.charCodeAt(0).toString(16)}`;

/** Absolute, for calls of the file system. */
export const bytesIn = (root: string, bytes: string): Buffer =>
  Buffer.concat([Buffer.from(`${root}/`, 'utf8'), Buffer.from(bytes, 'latin1')]);

/** Whether it is `top`, or lies below. */
export const isAtOrBelow = (bytes: string, top: string): boolean => bytes === top || bytes.startsWith(`${top}/`);

/** Null: it is no text. */
export function textOf(bytes: string): string | null {
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  return bytesOfText(text) === bytes ? text : null;
}

/** Of text that was written by us. */
export const bytesOfText = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
