// The end of a file that is being written, as far as it is needed to say what the agent does now.
import { readEndOf } from '../../disk/read.js';
import { LAST_WORDS } from './limits.js';

/** Last lines of the file; a line that begins further up is left out. Empty when there is no file. */
export function lastLines(file: string): string[] {
  const text = lastText(file);
  // Where the middle was given back to the disk in the meantime there are zeros.
  return text.replaceAll('\0', '').split('\n');
}

function lastText(file: string): string {
  try {
    const end = readEndOf(file, LAST_WORDS);
    if (end === null) return '';
    return end.whole ? end.text : end.text.slice(end.text.indexOf('\n') + 1);
  } catch {
    return '';
  }
}
