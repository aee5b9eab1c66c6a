// What V8 compiled of a file of the build, kept beside it. V8 looks at no more than the head of it, so that it stands there twice, with the name
// of the text that it was made of: what is damaged, cut off or of another text is left aside, which costs time alone.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Of another V8, or another processor, it would be refused, or worse. */
export const keptFile = (file: string): string => `${file}.${process.versions.v8}-${process.arch}.cache`;

/** The build ends a text with its own sha256, in hex. */
const NAME_BYTES = 64;

/** `file`: of the build, whose text this is. Undefined = there is none that fits. */
export function keptCode(file: string, text: string): Buffer | undefined {
  const bytes = bytesOf(keptFile(file));
  const length = (bytes.length - NAME_BYTES) / 2;
  if (!Number.isInteger(length) || length <= 0) return undefined;
  const code = bytes.subarray(0, length);
  // The machine compares faster than we could sum, and faster than Node is loaded what it sums with.
  const isWhole = code.equals(bytes.subarray(length, -NAME_BYTES));
  return isWhole && bytes.toString('latin1', bytes.length - NAME_BYTES) === nameOf(text) ? code : undefined;
}

/** Puts it in place whole, unless that was done before. */
export function keepCode(file: string, text: string, compiled: () => Buffer): void {
  if (existsSync(keptFile(file))) return;
  const code = compiled();
  const draft = `${keptFile(file)}.${process.pid}`;
  writeFileSync(draft, Buffer.concat([code, code, Buffer.from(nameOf(text), 'latin1')]));
  renameSync(draft, keptFile(file));
}

const nameOf = (text: string): string => text.slice(-NAME_BYTES);

/** None where it is not there, or cannot be read. */
function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
