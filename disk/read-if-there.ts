// A file that may not be there, read without keeping others from their turn.
import { setImmediate } from 'node:timers/promises';
import { readText } from './read.js';

/** The file as text, or null when there is none that is ours. */
export async function readIfThere(file: string): Promise<string | null> {
  // The read itself is synchronous: without a turn for others a loop around it would keep timers and signals from this thread.
  await setImmediate();
  return readText(file);
}
