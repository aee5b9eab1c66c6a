// The talk with an agent through the pipe that its host holds open. Whoever watches the agent may listen, from any moment on.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tellPipe } from '../../disk/pipe.js';
import { journalFiles } from '../../core/contracts/paths.js';
import type { Dialogue } from '../adapter.js';
import { lineStarts } from '../output/line-starts.js';
import type { Journal } from './journal.js';
import { watchFolder } from './watch.js';

const PIPES = [journalFiles.pipe, journalFiles.pipeEnd];

/** Before the host is started; again is harmless. */
export async function makePipes(journalDir: string): Promise<void> {
  for (const pipe of PIPES.map((name) => join(journalDir, name))) {
    if (existsSync(pipe)) continue;
    await promisify(execFile)('mkfifo', ['-m', '600', pipe]).catch((error: unknown) => {
      if (!existsSync(pipe)) throw error;
    });
  }
}

/** One line, shorter than 4 kB, so that it arrives in one piece. Said to nobody where nobody listens or the pipe is full. */
export const tell = (journal: Journal, line: string): boolean =>
  tellPipe(join(journal.dir, journalFiles.pipe), `${line}\n`);

/** The host lets go of the pipe: the agent reads the end of its input. Again is harmless. */
const endInput = (journal: Journal): boolean => tellPipe(join(journal.dir, journalFiles.pipeEnd), '\n');

export interface Listener {
  /** Reads what is new. */
  hear(): Promise<void>;
  /** When it was heard that the agent's work is over, in ms since 1970; null before that. */
  overAt(): number | null;
  stop(): void;
}

/** Ends the agent's input as soon as its output says that its work is over. To be asked to `hear` now and then too. */
export function listen(journal: Journal, stdoutFile: string, dialogue: Dialogue): Listener {
  let overAt: number | null = null;
  const next = lineStarts(stdoutFile);
  const scan = async (): Promise<void> => {
    await next((start) => {
      if (dialogue.isOver(start)) overAt ??= Date.now();
    });
    if (overAt !== null) endInput(journal);
  };
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
