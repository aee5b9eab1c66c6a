// A question to the person at the terminal.
import { createInterface } from 'node:readline/promises';
import type { Context } from '../context.js';
import { isBackground } from '../run/job.js';

/** Whether there is somebody who reads the question and can answer it. */
export const isTerminal = ({ json }: Context): boolean =>
  !json && process.stdin.isTTY && process.stderr.isTTY && !isBackground();

/** Anything but yes is no, the end of the input too. */
export async function confirmed(question: string): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const over = new AbortController();
  asking.once('close', () => over.abort());
  try {
    return /^y(?:es)?$/i.test((await asking.question(`${question} [y/N] `, { signal: over.signal })).trim());
  } catch {
    return false;
  } finally {
    asking.close();
  }
}
