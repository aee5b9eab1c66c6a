// Reads of the disk room in the form that activities use.
import { setImmediate } from 'node:timers/promises';
import { readText } from '../../disk/read.js';

export { appendLine, appendLines, createOnly, writeAtomic } from '../../disk/write.js';

/** The file as text, or null when there is none that is ours. */
export async function readIfThere(file: string): Promise<string | null> {
  // The read itself is synchronous: without a turn for others a loop around it would keep timers and signals from this thread.
  await setImmediate();
  return readText(file);
}
