// A digest is the same whoever makes it.
import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { digestOf } from './plain.js';

it.each([0, 1, 55, 56, 64, 4096, 4097, 100_000])('of %i bytes is the sha256 of all the world', (length) => {
  const bytes = randomBytes(length);
  expect(digestOf(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
});
