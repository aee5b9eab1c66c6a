// A question to the person at the terminal.
import { createInterface } from 'node:readline/promises';
import type { Context } from '../context.js';
import * as output from '../output.js';
import { isBackground } from '../run/job.js';

/** Whether there is somebody who reads the question and can answer it. */
export const canAsk = ({ json }: Context): boolean =>
  !json && process.stdin.isTTY && output.isTerminal('stderr') && !isBackground();

/** Anything but yes is no, the end of the input too. */
export async function confirmed(question: string): Promise<boolean> {
  const asking = createInterface({ input: process.stdin });
  const over = new AbortController();
  asking.once('close', () => over.abort());
  try {
    output.putQuestion(`${question} [y/N] `);
    return /^y(?:es)?$/i.test((await asking.question('', { signal: over.signal })).trim());
  } catch {
    return false;
  } finally {
    asking.close();
  }
}
