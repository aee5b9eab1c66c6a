// A line of the worker's log is one line of JSON, without what steers a terminal, and never long.
import { expect, it } from 'vitest';
import { logLine } from './log.js';

const entry = (message: string) => ({ at: '2026-01-01T00:00:00Z', level: 'WARN', message });

it.each([
  ['a control sequence', '\u001b[2J\u009b31m'],
  ['a direction', '\u202eabc'],
  ['an end of line', 'a\nb\u2028c\u0085d'],
  ['half a character', '\ud83d'],
])('writes out %s', (_what, text) => {
  const line = logLine(entry(text), {});
  expect(line).toMatch(/^[ -~]+$/);
  expect(JSON.parse(line)).toEqual(entry(text));
});

it('keeps the beginning of a long message, and says how long it was', () => {
  const line = logLine({ ...entry('x'.repeat(1_000_000)), ...{ stack: 'y'.repeat(1_000_000) } }, {});
  expect(line.length).toBeLessThan(8000);
  expect(JSON.parse(line)).toMatchObject({ level: 'WARN', message: expect.stringMatching(/^x+…$/), cut: 2_000_068 });
});

it('hides what is secret before it is written out', () => {
  expect(logLine(entry('key hunter2-\u009b-rest'), { API_KEY: 'hunter2-\u009b-rest' })).not.toContain('hunter2');
});
