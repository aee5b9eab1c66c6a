// The text that is signed says everything that is decided, and nothing of how it was written down.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, signedText, type ToSign } from './canonical.js';

const by = { operator: 'alice', workspace: 'ws-1', at: '2026-11-29T12:00:00.000Z' };
const args = { commandId: 'c-1', issuer: 'alice', reason: 'lunch', id: 'T-1' };
const command: ToSign = { name: 'cancel', args, by };

test('the signed text is this one, to the letter', () => {
  expect(signedText(command)).toBe(
    '{"arguments":{"id":"T-1"},"at":"2026-11-29T12:00:00.000Z","command":"cancel","commandId":"c-1","format":"millrace-command-v1",' +
      '"issuer":"alice","operator":"alice","reason":"lunch","workspace":"ws-1"}',
  );
});

test('names are in the order of their letters, also those that look like numbers', () => {
  const rules = { b: 1, 9: 2, 10: 3, B: 4 };
  expect(canonical(rules)).toBe('{"10":3,"9":2,"B":4,"b":1}');
});

test('the signature itself is no part of it', () => {
  const signed = { ...by, signature: 'x' };
  expect(signedText({ ...command, args: { ...args, signed } })).toBe(signedText(command));
});

test('what came as a message, in whatever order, gives the same text', () => {
  const shuffled = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(shuffled)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, member]) => [name, shuffled(member)]),
          )
        : value;
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(canonical(shuffled(JSON.parse(JSON.stringify(value))))).toBe(canonical(value));
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('different values never give one text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const isSame = canonical(a) === canonical(b);
      if (isSame) expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(b)));
    }),
  );
});
