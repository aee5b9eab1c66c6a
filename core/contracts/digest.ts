// One hash for the whole product: sha256 of UTF-8 text, in pure JavaScript so that workflows may use it too.
import { sha256 } from './sha256.js';

export const sha256Hex = (text: string): string => sha256OfBytes(utf8(text));

export const sha256OfBytes = (bytes: Uint8Array): string => sha256(bytes);

/** Of a longer text what Node loads to encode it costs less than our loop. */
const FEW_SIGNS = 4096;

/** Most texts that are named are short and in ASCII, and a command that looks would wait for what encodes the others. */
function utf8(text: string): Uint8Array {
  if (text.length > FEW_SIGNS) return new TextEncoder().encode(text);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return new TextEncoder().encode(text);
    bytes[at] = code;
  }
  return bytes;
}

/** JSON with sorted keys and no spaces: equal values give equal text. `undefined` members are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (isPlainObject(member) ? sortedKeys(member) : member));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedKeys(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
