import { expect, test } from 'vitest';
import { baselineText, parseBaseline } from './baseline.js';

const sha256 = 'a'.repeat(64);
const entry = (relative_path: string): string =>
  JSON.stringify({
    schema_version: 1,
    entries: [{ relative_path, original_sha256: sha256, package_version: '1.0.0' }],
  });

test('what is written is read again, in the order of paths', () => {
  const taken = { sha256, release: '1.0.0' };
  const text = baselineText(
    new Map([
      ['stages/b.md', taken],
      ['skills/a/SKILL.md', taken],
    ]),
  );
  expect([...(parseBaseline(text) as Map<string, unknown>).keys()]).toEqual(['skills/a/SKILL.md', 'stages/b.md']);
  expect(baselineText(parseBaseline(text) as Map<string, typeof taken>)).toBe(text);
});

test('no manifest means that nothing was taken over', () => {
  expect(parseBaseline(null)).toEqual(new Map());
});

test.each([
  '',
  '[]',
  '{"schema_version":2,"entries":[]}',
  entry('skills/../../x'),
  entry('/etc/passwd'),
  entry('tasks/x'),
])('it is refused with a reason: %s', (text) => {
  expect(parseBaseline(text)).toEqual(expect.any(String));
});
