// What V8 compiled of a file of the build, kept beside it. V8 looks at no more than the head of it, so that behind it stands a sum of ours, over
// all of it and the name of the text that it was made of: what is damaged, cut off or of another text is left aside, which costs time alone.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Of another V8, or another processor, it would be refused, or worse. */
export const keptFile = (file: string): string => `${file}.${process.versions.v8}-${process.arch}.cache`;

const SUM_BYTES = 4;
/** The build ends a text with its own sha256, in hex. */
const NAME_BYTES = 64;

/** `file`: of the build, whose text this is. Undefined = there is none that fits. */
export function keptCode(file: string, text: string): Buffer | undefined {
  const bytes = bytesOf(keptFile(file));
  const end = bytes.length - SUM_BYTES;
  if (end < 0) return undefined;
  const code = bytes.subarray(0, end);
  return bytes.readInt32LE(end) === sumOf(code, text) ? code : undefined;
}

/** Puts it in place whole, unless that was done before. */
export function keepCode(file: string, text: string, compiled: () => Buffer): void {
  if (existsSync(keptFile(file))) return;
  const code = compiled();
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeInt32LE(sumOf(code, text));
  const draft = `${keptFile(file)}.${process.pid}`;
  writeFileSync(draft, Buffer.concat([code, sum]));
  renameSync(draft, keptFile(file));
}

/** None where it is not there, or cannot be read. */
function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

/** In words. V8 makes a function fast that is called again and again, and a long loop in one only late. */
const PIECE = 4096;

/** Of so much code Node's own digest is had sooner than ours, though it has to be loaded; threads begin with a slow one of ours, each. */
const MUCH = 1 << 20;

const sumOf = (code: Buffer, text: string): number => (code.length < MUCH ? ownSum(code, text) : nodeSum(code, text));

function nodeSum(code: Buffer, text: string): number {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(code).update(text.slice(-NAME_BYTES)).digest().readInt32LE();
}

/** By our own hand: to load what Node can sum with takes longer. */
function ownSum(code: Buffer, text: string): number {
  const words = new Int32Array(code.buffer, code.byteOffset, code.length >> 2);
  let sum = code.length;
  for (let from = 0; from < words.length; from += PIECE) sum = summed(sum, words.subarray(from, from + PIECE));
  return summed(summed(sum, code.subarray(words.length * 4)), Buffer.from(text.slice(-NAME_BYTES)));
}

/** No two words lead from one sum to the same one, so that whatever differs in one place makes another sum. */
function summed(sum: number, words: Int32Array | Buffer): number {
  for (let at = 0; at < words.length; at += 1) sum = Math.imul(sum ^ words[at]!, 0x01000193);
  return sum;
}
