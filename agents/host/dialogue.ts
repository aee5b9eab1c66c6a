// The talk with an agent through the pipe that its host holds open. Whoever watches the agent may listen, from any moment on.
import { execFile } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { journalFiles } from '../../core/contracts/paths.js';
import type { Dialogue } from '../adapter.js';
import { lineStarts } from '../output/line-starts.js';
import type { Journal } from './journal.js';
import { look } from './journal.js';
import { kill } from './sweep.js';
import { watchFolder } from './watch.js';

const pipeOf = (journalDir: string): string => join(journalDir, journalFiles.pipe);

/** Before the host is started; again is harmless. */
export async function makePipe(journalDir: string): Promise<void> {
  const pipe = pipeOf(journalDir);
  if (existsSync(pipe)) return;
  await promisify(execFile)('mkfifo', ['-m', '600', pipe]).catch((error: unknown) => {
    if (!existsSync(pipe)) throw error;
  });
}

/** One line, shorter than 4 kB, so that it arrives in one piece. Said to nobody where nobody listens or the pipe is full. */
export function tell(journal: Journal, line: string): void {
  try {
    const pipe = openSync(pipeOf(journal.dir), constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      writeSync(pipe, `${line}\n`);
    } finally {
      closeSync(pipe);
    }
  } catch {
    // An agent that does not hear it is ended by its signal.
  }
}

/** The host lets go of the pipe: the agent reads the end of its input. */
function closeInput(journal: Journal): void {
  const current = look(journal);
  if (current.state === 'running') kill(current.host.pid, 'SIGUSR1');
}

export interface Listener {
  /** Reads what is new. */
  hear(): Promise<void>;
  /** When it was heard that the agent's work is over, in ms since 1970; null before that. */
  overAt(): number | null;
  stop(): void;
}

/** Ends the agent's input as soon as its output says that its work is over. To be told by `hear` now and then too. */
export function listen(journal: Journal, stdoutFile: string, dialogue: Dialogue): Listener {
  let overAt: number | null = null;
  const next = lineStarts(stdoutFile);
  const scan = (): Promise<void> =>
    next((start) => {
      if (overAt !== null || !dialogue.isOver(start)) return;
      overAt = Date.now();
      closeInput(journal);
    });
  let reading = Promise.resolve();
  let asked = false;
  const hear = (): Promise<void> => {
    if (asked) return reading;
    asked = true;
    reading = reading.then(() => {
      asked = false;
      return scan();
    });
    return reading;
  };
  return { hear, overAt: () => overAt, stop: watchFolder(journal.dir, () => void hear()) };
}
