// What would steer a screen, or be there unseen, is written out, as text and in JSON.
import { describe, expect, it } from 'vitest';
import { clip, inert, inertJson } from './inert.js';

const MEMBERS: [string, string][] = [
  ['a title of the window', '\u001b]0;title\u0007'],
  ['a title that C1 begins and ends', '\u009d0;title\u009c'],
  ['a control sequence of seven bits', '\u001b[31m'],
  ['a control sequence of eight bits', '\u009b31m'],
  ['a device control string', '\u001bP+q544e\u001b\\'],
  ['privacy, application and start of string', '\u001b^a\u001b\\\u001b_a\u009c\u0098a'],
  ['a way back', 'abc\b\b\b\r\u007f'],
  ['every other way to end a line', '\n\v\f\u0085\u2028\u2029'],
  ['an override of direction', '\u202e\u2066\u2069'],
  ['marks of direction', '\u200e\u200f\u061c'],
  ['what has no width', 'a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg'],
  ['fillers that look like nothing', '\u115f\u1160\u3164\uffa0\u034f\u180e'],
  ['tags, which spell text unseen', '\u{e0001}\u{e0041}\u{e007f}'],
  ['selectors, which carry data unseen', 'a\ufe0fb\ufe00\u{e0100}\u{e01ef}'],
  ['halves of characters', '\ud800 \udc00'],
];

describe.each(MEMBERS)('%s', (_what, text) => {
  it('is shown and not obeyed', () => {
    expect(inert(`a${text}b`)).toMatch(/^[ -~]+$/);
  });

  it('is shown once', () => {
    expect(inert(inert(text))).toBe(inert(text));
  });

  it('is escaped in JSON, which says the same', () => {
    const json = inertJson({ [text]: [text] });
    expect(json).toMatch(/^[ -~]+$/);
    expect(JSON.parse(json)).toEqual({ [text]: [text] });
  });
});

it.each(['Grüße, мир, 日本語, עברית', '✅ done', '⚠️ careful', 'a\u0301', '🙂'])('leaves %s as it is', (text) => {
  expect(inert(text)).toBe(text);
});

it('leaves of several selectors in a row the first', () => {
  expect(inert('⚠\ufe0f\ufe0f')).toBe('⚠\ufe0f\\ufe0f');
});

it.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['🙂🙂🙂', 3, '🙂🙂🙂'],
  ['🙂🙂🙂🙂', 3, '🙂🙂…'],
  ['x'.repeat(1_000_000), 2, 'x…'],
])('clips %s to %i characters', (text, limit, clipped) => {
  expect(clip(text, limit)).toBe(clipped);
});

it('says of a sign the same whatever stands behind it', () => {
  const signs = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code));
  // A control behind it leads to the long way, which asks about every sign.
  const differ = signs.filter((sign) => `${inert(` ${sign} `)}\\x07` !== inert(` ${sign} \u0007`));
  expect(differ).toEqual([]);
});
