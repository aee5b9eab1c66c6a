// Takes secrets out of what is no text as well: bytes that hold none stay as they are, to the last one.
import { redact } from '../redact.js';
import type { Environment } from './values.js';

/** The same bytes when nothing was found. `env`: see `redact`. */
export function redactBytes(bytes: Buffer, ...env: readonly Environment[]): Buffer {
  const text = bytes.toString('utf8');
  if (isUtf8(bytes, text)) {
    const clean = redact(text, ...env);
    return clean === text ? bytes : Buffer.from(clean);
  }
  // One character for each byte, and the secrets looked for as their bytes would be read so.
  const raw = bytes.toString('latin1');
  const clean = redact(raw, ...env.map(asBytes));
  return clean === raw ? bytes : Buffer.from(clean, 'latin1');
}

const isUtf8 = (bytes: Buffer, text: string): boolean =>
  Buffer.byteLength(text) === bytes.length && !text.includes('\ufffd');

const asBytes = (env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value && Buffer.from(value).toString('latin1')]),
  );
