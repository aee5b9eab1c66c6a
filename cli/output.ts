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
  write(channel, lines.map(lineOf).join(''), done);
}

const lineOf = (line: string): string => `${painted(inert(clip(line, MOST)))}\n`;

export const putLine = (channel: Channel, line: string, done?: Done): void => putLines(channel, [line], done);

/** As one line. */
export const putJson = (value: unknown, done?: Done): void => write('stdout', `${inertJson(value)}\n`, done);

/** Waits on the same line for the answer. */
export const putQuestion = (question: string): void => write('stderr', inert(question), undefined);

/** Text with ends of lines that are meant, such as a help. */
export const printText = (channel: Channel, text: string): void =>
  putLines(channel, (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'));

/**
 * Through the reader's own pager, where they look at a terminal: `PAGER`, else `less`. False, and nothing said, where there is no
 * terminal or no pager. What the pager is given is inert, but for our own styles.
 */
export async function putPaged(lines: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const pager = env['PAGER'] ?? 'less';
  if (!isTerminal('stdout') || pager === '' || pager === 'cat') return false;
  const stay = (): void => undefined;
  process.on('SIGINT', stay);
  try {
    return await paged(pager, lines.map(lineOf).join(''), { LESS: 'FRX', ...env });
  } finally {
    process.off('SIGINT', stay);
  }
}

/** The shell says 127 where there is no such program. */
const NO_PROGRAM = 127;

async function paged(pager: string, text: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const { spawn } = await import('node:child_process');
  const child = spawn('/bin/sh', ['-c', pager], { stdio: ['pipe', 'inherit', 'ignore'], env });
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code !== NO_PROGRAM));
    // Who leaves the pager early has seen enough.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}

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
