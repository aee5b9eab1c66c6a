// Digests of our own code are those that Node makes.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sha256Hex, sha256OfBytes } from './digest.js';

const byNode = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

it('is that of Node for bytes of every length around a block, and for many', () => {
  for (const length of [...Array(300).keys(), 4096, 4097, 100_003]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 7 + length * 13) % 256);
    expect(sha256OfBytes(bytes), `${length} bytes`).toBe(byNode(bytes));
  }
});

it('reads no further than a part of larger bytes', () => {
  const whole = Uint8Array.from({ length: 500 }, (_, at) => at % 251);
  expect(sha256OfBytes(whole.subarray(3, 103))).toBe(byNode(whole.slice(3, 103)));
});

it.each([
  '',
  'abc',
  'a'.repeat(4096),
  'a'.repeat(4097),
  'é',
  `${'a'.repeat(100)}ü€😀`,
  'half a sign: \ud800',
  '\0\x7f\x80',
])('is that of Node for text, in UTF-8: %j', (text) => expect(sha256Hex(text)).toBe(byNode(text)));
