// What `node:crypto` signs is taken, and nothing that differs in anything.
import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64 } from './base64.js';
import { signedText, type ToSign } from './canonical.js';
import { isPublicKey, keyInLine } from './public-key.js';
import { isSignedBy } from './verify.js';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
const head = Buffer.from([0, 0, 0, 11, ...Buffer.from('ssh-ed25519'), 0, 0, 0, 32]);
const key = `ssh-ed25519 ${Buffer.concat([head, raw]).toString('base64')}`;

const by = { operator: 'alice', workspace: 'ws-1', at: '2026-11-29T12:00:00.000Z' };
const command: ToSign = { name: 'pause', args: { commandId: 'c-1', issuer: 'alice', reason: 'é' }, by };
const signature = sign(null, Buffer.from(signedText(command)), privateKey).toString('base64');

test('a signature of its key over the very command is taken', () => {
  expect(isSignedBy(key, command, signature)).toBe(true);
});

test.each<[string, ToSign]>([
  ['name', { ...command, name: 'resume' }],
  ['id', { ...command, args: { ...command.args, commandId: 'c-2' } }],
  ['reason', { ...command, args: { ...command.args, reason: '' } }],
  ['argument', { ...command, args: { ...command.args, id: 'T-1' } as ToSign['args'] }],
  ['operator', { ...command, by: { ...by, operator: 'bob' } }],
  ['workspace', { ...command, by: { ...by, workspace: 'ws-2' } }],
  ['time', { ...command, by: { ...by, at: '2026-11-29T12:00:00.001Z' } }],
])('with another %s it is not', (_what, other) => {
  expect(isSignedBy(key, other, signature)).toBe(false);
});

test('any other signature and any other key is refused without an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 60, maxLength: 66 }), fc.string(), (bytes, text) => {
      expect(isSignedBy(key, command, Buffer.from(bytes).toString('base64'))).toBe(false);
      expect(isSignedBy(text, command, signature)).toBe(false);
      expect(isSignedBy(key, command, text)).toBe(false);
    }),
    { numRuns: 30 },
  );
});

test('arguments that nest without end are refused', () => {
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown;
  const args = { ...command.args, deep };
  expect(isSignedBy(key, { ...command, args }, signature)).toBe(false);
});

test('a key of small order signs nothing', () => {
  const zero = `ssh-ed25519 ${Buffer.concat([head, Buffer.alloc(32)]).toString('base64')}`;
  expect(isSignedBy(zero, command, Buffer.alloc(64).toString('base64'))).toBe(false);
});

test('base64 is read as everybody writes it, and only so', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(fromBase64(Buffer.from(bytes).toString('base64'))).toEqual(bytes);
    }),
  );
  for (const odd of ['a', 'ab', 'abc', 'ab=c', 'ab==\n', 'a===', 'AB==', '_-==']) expect(fromBase64(odd)).toBe(null);
});

test('a line of a .pub file gives its key without the comment', () => {
  expect(keyInLine(`${key} alice@laptop\n`)).toBe(key);
  expect([keyInLine('ssh-rsa AAAA'), keyInLine(''), isPublicKey(`${key} x`)]).toEqual([null, null, false]);
});
