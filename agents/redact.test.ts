import { describe, expect, test } from 'vitest';
import { redact, REDACTED } from './redact.js';

describe('redact', () => {
  test.each([
    ['key sk-proj-abcdefgh12345678 end', `key ${REDACTED} end`],
    [`ghp_${'a'.repeat(36)}`, REDACTED],
    [`AKIA${'A'.repeat(16)}`, REDACTED],
    ['Authorization: Bearer abc.def-ghi', `Authorization: Bearer ${REDACTED}`],
    ['{"authorization":"Bearer abc.def"}', `{"authorization":"Bearer ${REDACTED}"}`],
  ])('a well-known shape: %s', (text, expected) => {
    expect(redact(text, {})).toBe(expected);
  });

  test('values of variables that are named like secrets, also inside JSON', () => {
    const env = { MY_TOKEN: 'quo"ted-value', DB_PASSWORD: 'hunter2hunter2' };
    expect(redact('a hunter2hunter2 b', env)).toBe(`a ${REDACTED} b`);
    expect(redact(JSON.stringify({ a: env.MY_TOKEN }), env)).toBe(`{"a":"${REDACTED}"}`);
  });

  test('a secret that begins with another secret leaves no remainder', () => {
    expect(redact('longsecret-tail', { A_KEY: 'longsecret', B_KEY: 'longsecret-tail' })).toBe(REDACTED);
  });

  test('ordinary text, short values and other variables stay', () => {
    const text = 'risk-averse task-1 is ask-able, path /usr/local/bin';
    expect(redact(text, { SHORT_KEY: 'task-1', HOME: '/usr/local', EMPTY_TOKEN: '' })).toBe(text);
  });
});
