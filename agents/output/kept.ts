// Reads the head and the tail of a file that an agent wrote, however large it is: nobody reads a raw file whole.
// Only whole lines are given: a line at which the file is cut is left out, so that no secret and no event is cut in two.
import { readChunks, withPlain } from '../../disk/read.js';
import { KEPT_OUTPUT, type KeptOutput } from './limits.js';

/** Whole lines (the very last one perhaps without its end), or the place where so many bytes are left out. */
export type KeptPart = { text: string } | { leftOut: number };

const NEWLINE = 0x0a;

/** In order; nothing when there is no file. Holds no more than `kept` in memory, also when it is all one line. */
export async function* keptParts(file: string, kept: KeptOutput): AsyncGenerator<KeptPart> {
  const size = withPlain(file, (_, stat) => stat.size) ?? 0;
  let tail = 0;
  if (size > kept.head + kept.tail) {
    const torn = yield* wholeLines(file, 0, kept.head);
    tail = await lineStart(file, size - kept.tail, size);
    yield { leftOut: tail - kept.head + torn.length };
  }
  const last = yield* wholeLines(file, tail, size);
  if (last.length > 0) yield { text: last.toString('utf8') };
}

/**
 * Has an agent's whole output read, as far as it is kept, and gives the reader back. Not in one breath: an event stream can be large, and
 * the worker has other stages.
 */
export async function readBy<R extends { take: (part: KeptPart) => void }>(reader: R, file: string): Promise<R> {
  for await (const part of keptParts(file, KEPT_OUTPUT)) reader.take(part);
  return reader;
}

/** The same as one text, with a line where something is left out. */
export async function keptText(file: string, kept: KeptOutput): Promise<string> {
  let text = '';
  for await (const part of keptParts(file, kept)) text += 'text' in part ? part.text : leftOutLine(part.leftOut);
  return text;
}

export const leftOutLine = (bytes: number): string => `[millrace left out ${bytes} bytes here]\n`;

/** For a text that is in memory already; its last lines stay whole lines. */
export function shortened(text: string, kept: KeptOutput): string {
  const over = text.length - kept.head - kept.tail;
  if (over <= 0) return text;
  return `${text.slice(0, kept.head)}\n[millrace left out ${over} characters here] ${text.slice(-kept.tail)}`;
}

/** Gives back what comes after the last line end. */
async function* wholeLines(file: string, start: number, end: number): AsyncGenerator<KeptPart, Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of readChunks(file, start, end)) {
    const cut = chunk.lastIndexOf(NEWLINE) + 1;
    if (cut > 0) {
      yield { text: Buffer.concat([...rest, chunk.subarray(0, cut)]).toString('utf8') };
      rest = [];
    }
    rest.push(chunk.subarray(cut));
  }
  return Buffer.concat(rest);
}

/** The first position from `from` on at which a line begins; `end` when there is none. */
async function lineStart(file: string, from: number, end: number): Promise<number> {
  let at = from - 1;
  for await (const chunk of readChunks(file, at, end)) {
    const found = chunk.indexOf(NEWLINE);
    if (found >= 0) return at + found + 1;
    at += chunk.length;
  }
  return end;
}
