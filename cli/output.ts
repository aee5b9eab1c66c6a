// The one way out: every line that this process says to a terminal, a pipe or a file of its reader leaves here, and is inert then.
// A line is one line: what would begin another one is shown and not obeyed. Nothing else writes to stdout or stderr (a lint rule).
import { fstatSync, writeSync } from 'node:fs';
import { clip } from '../core/inert.js';
import { inert, inertJson } from './render/inert.js';
import { painted } from './render/paint.js';

const CHANNELS = ['stdout', 'stderr'] as const;

export type Channel = (typeof CHANNELS)[number];

/** Called when the text is out, or cannot get there. */
type Done = (error: NodeJS.ErrnoException | null | undefined) => void;

/** Of a longer line the beginning is said: some agents print whole files as one. */
const MOST = 4000;

/** Nothing is written where there is no line. */
export function putLines(channel: Channel, lines: readonly string[], done?: Done): void {
  write(channel, linesText(lines), done);
}

/** As `putLines` writes them. */
export const linesText = (lines: readonly string[]): string => lines.map(lineOf).join('');

const lineOf = (line: string): string => `${painted(inert(clip(line, MOST)))}\n`;

export const putLine = (channel: Channel, line: string, done?: Done): void => putLines(channel, [line], done);

/** As one line. */
export const putJson = (value: unknown, done?: Done): void => write('stdout', jsonText(value), done);

/** As `putJson` writes it. */
export const jsonText = (value: unknown): string => `${inertJson(value)}\n`;

/**
 * Text of `linesText` or `jsonText`, to stdout. Resolves when the reader has taken it: false when it has left. Rejects with the error of
 * the system where it cannot be written, as on a full disk.
 */
export async function putAll(text: string): Promise<boolean> {
  const error = await new Promise<Parameters<Done>[0]>((resolve) => write('stdout', text, resolve));
  if (!error) return true;
  if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') return false;
  throw error;
}

/** Waits on the same line for the answer. */
export const putQuestion = (question: string): void => write('stderr', inert(question), undefined);

/** Text with ends of lines that are meant, such as a help. */
export const printText = (channel: Channel, text: string): void =>
  putLines(channel, (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'));

/** Says some lines, and waits until the reader can take more. Throws `NotSaid`. */
export type Put = (lines: readonly string[]) => Promise<void>;

/** It cannot be said: the reader left before the end, or the disk is full. Whoever puts lines lets it pass. */
export class NotSaid extends Error {}

/**
 * What `work` puts, part by part: through the reader's own pager where they look at a terminal (`PAGER`, else `less`), else as any other lines.
 * What a pager is given is inert, but for our own styles. `work` is called once more where there is no such pager, and is left off where the
 * reader has seen enough. Rejects with what it throws.
 */
export async function putPaged(env: NodeJS.ProcessEnv, work: (put: Put) => Promise<void>): Promise<void> {
  const pager = env['PAGER'] ?? 'less';
  const isPaged = isTerminal('stdout') && pager !== '' && pager !== 'cat';
  if (isPaged && (await paged(pager, work, { LESS: 'FRX', ...env }))) return;
  await whileRead(work((lines) => new Promise((resolve, reject) => putLines('stdout', lines, read(resolve, reject)))));
}

/** The person's own editor has the terminal for as long as it runs; gives its exit code. `editor`: as git takes it, arguments included. */
export async function runEditor(editor: string, file: string): Promise<number | null> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'editor', file], { stdio: 'inherit' });
    child.once('error', reject).once('close', resolve);
  });
}

/** The shell says 127 where there is no such program. */
const NO_PROGRAM = 127;

/** False: there is no such pager. */
async function paged(pager: string, work: (put: Put) => Promise<void>, env: NodeJS.ProcessEnv): Promise<boolean> {
  const { spawn } = await import('node:child_process');
  const stay = (): void => undefined;
  process.on('SIGINT', stay);
  const child = spawn('/bin/sh', ['-c', pager], { stdio: ['pipe', 'inherit', 'ignore'], env });
  child.stdin.on('error', stay);
  const over = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(NO_PROGRAM));
    child.on('close', resolve);
  });
  const put: Put = (lines) =>
    new Promise((resolve, reject) => child.stdin.write(lines.map(lineOf).join(''), read(resolve, reject)));
  try {
    await whileRead(work(put));
  } finally {
    child.stdin.end();
    await over;
    process.off('SIGINT', stay);
  }
  return (await over) !== NO_PROGRAM;
}

const read =
  (resolve: () => void, reject: (error: Error) => void): Done =>
  (error) =>
    error ? reject(new NotSaid(error.message, { cause: error })) : resolve();

/** Who leaves early has seen enough. Any other reason is thrown as the system said it. */
async function whileRead(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof NotSaid)) throw error;
    const { code } = error.cause as NodeJS.ErrnoException;
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') throw error.cause;
  }
}

export const isTerminal = (channel: Channel): boolean => mayBeTerminal(channel) && process[channel].isTTY;

/** Of a terminal; Infinity where there is none. */
export const columns = (channel: Channel): number =>
  isTerminal(channel) && process[channel].columns > 0 ? process[channel].columns : Infinity;

/** A terminal's second screen, lent for one command. */
export interface BorrowedScreen {
  /** In the place of what stands there, in one piece so that nothing flickers; what is too long for the screen is counted. */
  draw(lines: readonly string[]): void;
  /** Leaves the terminal as it was. */
  giveBack(): void;
}

const [BORROW, GIVE_BACK] = ['\u001b[?1049h\u001b[?25l', '\u001b[?25h\u001b[?1049l'];
const [HOME, TO_END_OF_LINE, TO_END] = ['\u001b[H', '\u001b[K', '\u001b[J'];

/** For a stdout that is a terminal. */
export function borrowScreen(): BorrowedScreen {
  write('stdout', BORROW, undefined);
  return {
    draw: (lines) => {
      const room = Math.max(1, process.stdout.rows - 1);
      const left = lines.length - room + 1;
      const shown = lines.length <= room ? lines : [...lines.slice(0, room - 1), `… and ${left} more lines`];
      const text = shown.map((line) => `${lineOf(line).trimEnd()}${TO_END_OF_LINE}`).join('\r\n');
      write('stdout', `${HOME}${text}${TO_END}`, undefined);
    },
    giveBack: () => write('stdout', GIVE_BACK, undefined),
  };
}

/** The same for a screen that is drawn in styles, line by line: only lines that changed are written, each in its own place. */
export interface BorrowedFrames {
  size(): { columns: number; rows: number };
  /** Lines whose styles are those of a terminal; nothing else in them steers it. */
  draw(lines: readonly string[]): void;
  /** All is drawn once more, whatever stands there. */
  forget(): void;
  giveBack(): void;
  /** After it was given back. */
  borrow(): void;
}

/** What is too wide for a line is cut by the terminal, and does not go on in the next. */
const [NO_WRAP, DO_WRAP] = ['\u001b[?7l', '\u001b[?7h'];
let style: RegExp | null = null;
/** Made when it is needed: see `core/inert.ts`. */
const styles = (): RegExp => (style ??= new RegExp(String.raw`(\p{Cc}\[[\d;]*m)`, 'u'));

/** For a stdout that is a terminal. */
export function borrowFrames(): BorrowedFrames {
  let wanted: readonly string[] = [];
  let seen: readonly string[] = [];
  let isBorrowed = false;
  const draw = (lines: readonly string[]): void => {
    wanted = lines.slice(0, process.stdout.rows).map(styledLine);
    if (!isBorrowed) return;
    const changed = wanted.flatMap((text, at) => (text === seen[at] ? [] : [`${lineAt(at)}${text}`]));
    write('stdout', changed.join(''), undefined);
    seen = wanted;
  };
  const borrow = (): void => {
    if (!isBorrowed) write('stdout', BORROW + NO_WRAP, undefined);
    isBorrowed = true;
  };
  borrow();
  return {
    draw,
    borrow,
    size: () => ({ columns: process.stdout.columns, rows: process.stdout.rows }),
    forget: () => {
      if (isBorrowed) write('stdout', `${HOME}${TO_END}`, undefined);
      seen = [];
      draw(wanted);
    },
    giveBack: () => {
      if (isBorrowed) write('stdout', DO_WRAP + GIVE_BACK, undefined);
      isBorrowed = false;
    },
  };
}

/** Empties a line and begins it. */
const lineAt = (at: number): string => `\u001b[${at + 1};1H\u001b[2K`;

const styledLine = (line: string): string =>
  `${line
    .split(styles())
    .map((piece, at) => (at % 2 === 1 ? piece : inert(piece)))
    .join('')}\u001b[0m`;

/** Calls back when the terminal gets another size. Gives what ends that. */
export function onResize(listener: () => void): () => void {
  process.stdout.on('resize', listener);
  return () => void process.stdout.off('resize', listener);
}

/** Tells when nobody reads any more. */
export function whenUnread(channel: Channel, listener: (error: NodeJS.ErrnoException) => void): void {
  direct.delete(channel);
  outlived(channel).once('error', listener);
}

/**
 * `millrace … | head` ends the reader first, and a disk may be full: the command goes on to its end and its true exit code. Said once for
 * all commands of a process.
 */
export function outliveReaders(): void {
  for (const channel of CHANNELS) if (!direct.has(channel)) outlived(channel);
}

const outlived = (channel: Channel): NodeJS.WriteStream => process[channel].off('error', outlive).on('error', outlive);

const outlive = (): void => undefined;

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

/** What is written without a stream of Node: to make one costs a short command as much as half of its work. */
const direct = new Set<Channel>();

/** For a process that says its answer and ends: it outlives its readers, too. */
export function sayDirectly(): void {
  for (const channel of CHANNELS) direct.add(channel);
}

/** For a process that says much, for long, or not by our way out alone. */
export function sayThroughStreams(): void {
  direct.clear();
  outliveReaders();
}

const mayBeTerminal = (channel: Channel): boolean =>
  !direct.has(channel) || fstatSync(DESCRIPTORS[channel]).isCharacterDevice();

function write(channel: Channel, text: string, done: Done | undefined): void {
  if (text === '') done?.(null);
  else if (!direct.has(channel)) process[channel].write(text, done);
  else if (mayBeTerminal(channel)) throughStream(channel, text, done);
  else writeNow(channel, Buffer.from(text), done);
}

function throughStream(channel: Channel, text: string | Uint8Array, done: Done | undefined): void {
  direct.delete(channel);
  outlived(channel).write(text, done);
}

/** A reader that takes nothing just now, of a pipe that must not be waited for, is left to the stream. */
function writeNow(channel: Channel, text: Buffer, done: Done | undefined): void {
  let from = 0;
  try {
    while (from < text.length) from += writeSync(DESCRIPTORS[channel], text, from);
  } catch (thrown) {
    const error = thrown as NodeJS.ErrnoException;
    if (error.code === 'EAGAIN') throughStream(channel, text.subarray(from), done);
    else done?.(error);
    return;
  }
  done?.(null);
}
