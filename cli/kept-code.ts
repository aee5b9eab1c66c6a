// What V8 compiled of a file of the build, kept beside it. V8 looks at no more than the head of it, so that it stands there twice, with the name
// of the text that it was made of: what is damaged, cut off or of another text is left aside, which costs time alone.
import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs';

/** Of another V8, or another processor, it would be refused, or worse. */
export const keptFile = (file: string): string => `${file}.${process.versions.v8}-${process.arch}.cache`;

/** The build ends a text with its own sha256, in hex. */
const NAME_BYTES = 64;

/** Of what stands there the second time, so much is compared at once: memory that was not used before costs more than to read it. */
const PIECE = 64 * 1024;

/** `file`: of the build, whose text this is. Undefined = there is none that fits. */
export function keptCode(file: string, text: string): Buffer | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(keptFile(file), 'r');
  } catch {
    return undefined;
  }
  try {
    return codeIn(descriptor, nameOf(text));
  } catch {
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** The machine compares faster than we could sum, and faster than Node is loaded what it sums with. */
function codeIn(descriptor: number, name: string): Buffer | undefined {
  const length = (fstatSync(descriptor).size - NAME_BYTES) / 2;
  if (!Number.isInteger(length) || length <= 0) return undefined;
  const code = Buffer.allocUnsafeSlow(length);
  const piece = Buffer.allocUnsafe(PIECE);
  if (!isFilled(code, descriptor, 0)) return undefined;
  for (let at = 0; at < length; at += PIECE) {
    const one = code.subarray(at, at + PIECE);
    const other = piece.subarray(0, one.length);
    if (!isFilled(other, descriptor, length + at) || !one.equals(other)) return undefined;
  }
  const end = piece.subarray(0, NAME_BYTES);
  return isFilled(end, descriptor, 2 * length) && end.toString('latin1') === name ? code : undefined;
}

const isFilled = (bytes: Buffer, descriptor: number, from: number): boolean =>
  readSync(descriptor, bytes, 0, bytes.length, from) === bytes.length;

/** Puts it in place whole, unless that was done before. */
export function keepCode(file: string, text: string, compiled: () => Buffer): void {
  if (existsSync(keptFile(file))) return;
  const code = compiled();
  const draft = `${keptFile(file)}.${process.pid}`;
  writeFileSync(draft, Buffer.concat([code, code, Buffer.from(nameOf(text), 'latin1')]));
  renameSync(draft, keptFile(file));
}

const nameOf = (text: string): string => text.slice(-NAME_BYTES);
