import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { REDACTED } from './shapes.js';
import { redactBytes } from './bytes.js';

const TOKEN = `ghp_${'a1'.repeat(18)}`;

describe('bytes', () => {
  test('that hold no secret stay the same, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        expect(Buffer.compare(redactBytes(Buffer.from(bytes), { MY_TOKEN: 'not-in-there-1' }), bytes)).toBe(0);
      }),
    );
  });

  const binary = Buffer.from([0x89, 0x50, 0xff, 0x00, 0xfe, 0x0a]);
  it.each<[string, Buffer, Buffer]>([
    ['a report', Buffer.from(`# Café\n\nused ${TOKEN}\n`), Buffer.from(`# Café\n\nused ${REDACTED}\n`)],
    [
      'a file that is no text',
      Buffer.concat([binary, Buffer.from(` ${TOKEN} `), binary]),
      Buffer.concat([binary, Buffer.from(` ${REDACTED} `), binary]),
    ],
    [
      'text in another encoding',
      Buffer.from(`caf\xe9 ${TOKEN}\n`, 'latin1'),
      Buffer.from(`caf\xe9 ${REDACTED}\n`, 'latin1'),
    ],
    [
      'a value that is not ASCII, beside bytes that are no text',
      Buffer.concat([binary, Buffer.from('pässwörd-ü')]),
      Buffer.concat([binary, Buffer.from(REDACTED)]),
    ],
  ])('of %s lose their secrets alone', (_name, bytes, expected) => {
    expect(redactBytes(bytes, { DB_PASSWORD: 'pässwörd-ü' })).toEqual(expected);
  });
});
