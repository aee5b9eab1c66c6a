// What would steer a terminal is written out, as text and in JSON.
import { describe, expect, it } from 'vitest';
import { inert, inertJson } from './inert.js';

const MEMBERS: [string, string][] = [
  ['an escape sequence', '\u001b]0;title\u0007'],
  ['a C1 control', '\u009b31m'],
  ['an override of direction', '\u202e\u2066\u2069'],
  ['the Arabic letter mark', '\u061c'],
  ['a line separator', '\u2028'],
];

describe.each(MEMBERS)('%s', (_what, text) => {
  it('is shown and not obeyed', () => {
    expect(inert(`a${text}b`)).toMatch(/^[ -~]+$/);
  });

  it('is escaped in JSON, which says the same', () => {
    const json = inertJson({ [text]: [text] });
    expect(json).toMatch(/^[ -~]+$/);
    expect(JSON.parse(json)).toEqual({ [text]: [text] });
  });
});
