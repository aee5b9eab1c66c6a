// Base64 as signatures and keys are written in it, for workflows, which have no decoder of their own.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Null for what is no base64 with its padding, or says the same bytes in another way than everybody writes them. */
export function fromBase64(text: string): Uint8Array | null {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
  const digits = [...text.replace(/=+$/, '')].map((letter) => ALPHABET.indexOf(letter));
  const bytes = new Uint8Array(Math.floor((digits.length * 6) / 8));
  for (const index of bytes.keys()) bytes[index] = byteAt(digits, index);
  return isPadded(digits, bytes.length) ? bytes : null;
}

/** Two digits hold twelve bits, among them the eight of the byte. */
function byteAt(digits: readonly number[], index: number): number {
  const bit = index * 8;
  const at = Math.floor(bit / 6);
  const twelve = ((digits[at] ?? 0) << 6) | (digits[at + 1] ?? 0);
  return (twelve >> (4 - (bit % 6))) & 255;
}

/** The bits of the last digit that belong to no byte are none. */
function isPadded(digits: readonly number[], length: number): boolean {
  const rest = digits.length * 6 - length * 8;
  return ((digits.at(-1) ?? 0) & ((1 << rest) - 1)) === 0;
}
