import { describe, expect, it } from 'vitest';
import { redact, REDACTED } from '../redact.js';
import { Joiner } from './joined.js';

const CHUNK = 64 * 1024;
const filler = (bytes: number): string => 'an ordinary line of output\n'.repeat(Math.ceil(bytes / 27));
const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEowIBAAKCAQEAxyz0123456789+/\n'.repeat(50)}-----END RSA PRIVATE KEY-----\n`;
const ENV = { DEPLOY_KEY: 'first short\nsecond short\nthird one' };

/** The lines in pieces, as they are read from a file, each cleaned by itself as it is given on. */
function inPieces(text: string, env = {}): string {
  const joiner = new Joiner([env]);
  const lines = text.split(/(?<=\n)/);
  let [out, piece] = ['', ''];
  for (const line of lines) {
    if (piece.length + line.length > CHUNK) [out, piece] = [out + redact(joiner.take(piece), env), ''];
    piece += line;
  }
  return out + redact(joiner.take(piece), env) + redact(joiner.rest(), env);
}

describe('a secret of several lines at any place of a long output', () => {
  const places = Array.from({ length: 12 }, (_, number) => CHUNK - 1700 + number * 150);
  it.each([...places, ...places.map((place) => place + CHUNK), 2 * CHUNK, 3 * CHUNK])('%i bytes in', (place) => {
    const text = `${filler(place)}${PEM}${filler(4 * CHUNK)}`;
    const clean = inPieces(text);
    expect(clean).toBe(redact(text));
    expect(clean).not.toContain('MIIEow');
    expect(clean.split(REDACTED)).toHaveLength(2);
  });

  it.each(places)('also one of the environment, %i bytes in', (place) => {
    const text = `${filler(place + 1600)}${ENV.DEPLOY_KEY}\n${filler(4 * CHUNK)}`;
    expect(inPieces(text, ENV)).toBe(redact(text, ENV));
  });

  it('is cut in two where the pieces are cleaned as they come', () => {
    const at = filler(CHUNK).length;
    const text = `${filler(CHUNK)}${PEM}`;
    expect(redact(text.slice(0, at + 200)) + redact(text.slice(at + 200, at + 600))).toContain('MIIEow');
  });
});

it('what is no secret comes out as it went in, and nothing is held for ever', () => {
  const text = filler(20 * CHUNK);
  expect(inPieces(text)).toBe(text);
  const joiner = new Joiner([]);
  for (let taken = 0; taken < 40; taken += 1) joiner.take(filler(CHUNK));
  expect(joiner.rest().length).toBeLessThan(3 * CHUNK);
});

it('a block whose beginning was left out is none the less a key', () => {
  expect(redact(`${PEM.slice(500)}after\n`)).toBe(`${REDACTED}\nafter\n`);
  expect(redact('just words, then -----END PRIVATE KEY-----')).toContain('just words');
});
