// Public keys of Ed25519 as OpenSSH writes them: `ssh-ed25519 `, and in base64 the type and 32 bytes, each behind its length.
import { fromBase64 } from './base64.js';

const TYPE = 'ssh-ed25519';
/** Four bytes of length and the type, four bytes of length and the key. */
const HEAD = [0, 0, 0, 11, ...TYPE].map((part) => (typeof part === 'string' ? part.charCodeAt(0) : part));
const HEAD_BYTES = [...HEAD, 0, 0, 0, 32];

/** The 32 bytes of a key; null for what is none. */
export function keyBytes(key: string): Uint8Array | null {
  const [type, body, ...more] = key.split(' ');
  if (type !== TYPE || body === undefined || body.length !== 68 || more.length > 0) return null;
  const blob = fromBase64(body);
  const isOne = blob?.length === HEAD_BYTES.length + 32 && HEAD_BYTES.every((byte, index) => blob[index] === byte);
  return isOne ? blob.slice(HEAD_BYTES.length) : null;
}

export const isPublicKey = (value: unknown): value is string => typeof value === 'string' && keyBytes(value) !== null;

/** The key of a line such as a `.pub` file holds, without its comment; null where there is none of this kind. */
export function keyInLine(line: string): string | null {
  const [type = '', body = ''] = line.trim().split(/\s+/);
  const key = `${type} ${body}`;
  return isPublicKey(key) ? key : null;
}
