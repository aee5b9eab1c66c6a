// The one way out: every line that this process says to a terminal, a pipe or a file of its reader leaves here, and is inert then.
// A line is one line: what would begin another one is shown and not obeyed. Nothing else writes to stdout or stderr (a lint rule).
import { clip } from '../core/inert.js';
import { inert, inertJson } from './render/inert.js';
import { painted } from './render/paint.js';

export type Channel = 'stdout' | 'stderr';

/** Called when the text is out, or cannot get there. */
type Done = (error: NodeJS.ErrnoException | null | undefined) => void;

/** Of a longer line the beginning is said: some agents print whole files as one. */
const MOST = 4000;

/** Nothing is written where there is no line. */
export function putLines(channel: Channel, lines: readonly string[], done?: Done): void {
  write(channel, lines.map((line) => `${painted(inert(clip(line, MOST)))}\n`).join(''), done);
}

export const putLine = (channel: Channel, line: string, done?: Done): void => putLines(channel, [line], done);

/** As one line. */
export const putJson = (value: unknown, done?: Done): void => write('stdout', `${inertJson(value)}\n`, done);

/** Waits on the same line for the answer. */
export const putQuestion = (question: string): void => write('stderr', inert(question), undefined);

/** Text with ends of lines that are meant, such as a help. */
export const printText = (channel: Channel, text: string): void =>
  putLines(channel, (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'));

export const isTerminal = (channel: Channel): boolean => process[channel].isTTY;

/** Tells when nobody reads any more. */
export const whenUnread = (channel: Channel, listener: (error: NodeJS.ErrnoException) => void): void =>
  void process[channel].once('error', listener);

/** `millrace … | head` ends the reader first, and a disk may be full: the command goes on to its end and its true exit code. */
export function outliveReaders(): void {
  for (const channel of ['stdout', 'stderr'] as const) process[channel].on('error', () => undefined);
}

function write(channel: Channel, text: string, done: Done | undefined): void {
  if (text === '') done?.(null);
  else process[channel].write(text, done);
}
