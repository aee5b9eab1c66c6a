// The end of a file that is being written, as far as it is needed to say what the agent does now.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { LAST_WORDS } from './limits.js';

/** Last lines of the file; a line that begins further up is left out. Empty when there is no file. */
export function lastLines(file: string): string[] {
  const text = lastText(file);
  // Where the middle was given back to the disk in the meantime there are zeros.
  return text.replaceAll('\0', '').split('\n');
}

function lastText(file: string): string {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, LAST_WORDS));
    const read = readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString('utf8', 0, read);
    return size > LAST_WORDS ? text.slice(text.indexOf('\n') + 1) : text;
  } catch {
    return '';
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
