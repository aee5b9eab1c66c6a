// Whatever an agent or a repository wrote as data is read or refused in little time, and nobody runs out of stack.
import { describe, expect, it, test } from 'vitest';
import { checkDisposition } from './artifacts/disposition.js';
import { evidenceProblem } from './artifacts/verdict.js';
import { DEEPEST, isDeeperThan } from './depth.js';
import { parseJsonDocument } from './documents/parse.js';
import { readStageKind } from './plan/sources/stage-kind.js';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const DEEP = 100_000;

test('depth is told without a stack', () => {
  const deep: unknown = JSON.parse(nested(DEEP));
  expect([isDeeperThan(DEEPEST, deep), isDeeperThan(DEEPEST, [[{ a: [1] }]]), isDeeperThan(0, 1)]).toEqual([
    true,
    false,
    false,
  ]);
  // What is refused would have thrown where it is written again.
  expect(() => JSON.stringify(deep)).toThrow(RangeError);
});

describe('a verdict and a disposition', () => {
  const good = '"root_spec_id":"r","result":"PASS"';
  it.each([
    ['nested deeply', `{${good},"x":${nested(DEEP)}}`],
    ['that is large', `{${good},"x":"${'y'.repeat(300_000)}"}`],
    ['of many keys', `{${Array.from({ length: 30_000 }, (_, at) => `"k${at}":1`).join()}}`],
    ['that is a list', `[${'1,'.repeat(1000)}1]`],
    ['of open brackets', '['.repeat(1_000_000)],
  ])('%s is none', (_what, text) => {
    const evidence = { verdict: text, rubric: 'x', report: 'x' };
    expect(evidenceProblem(evidence, 'r', 'PASS')).toMatch(/not a JSON object/);
    expect(checkDisposition(text, 'X', { family: 'spec', id: 's' }, [])).toMatchObject({ ok: false });
  });
});

test('a JSON document that is nested deeply is refused with its reason', () => {
  const parsed = parseJsonDocument('task', `{"title":"x","acceptance":${nested(DEEP)}}`);
  expect(parsed).toMatchObject({
    ok: false,
    problems: expect.arrayContaining([expect.objectContaining({ code: 'MR2012' })]),
  });
});

describe('front matter of a stage kind', () => {
  it.each([
    ['a name of many dots', `${'a.'.repeat(20_000)}a = 1`],
    ['a table of many dots', `[${'a.'.repeat(20_000)}a]`],
    ['nested lists', `a = ${nested(50_000)}`],
    ['nested tables', `a = ${'{a='.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['too much of it', '# x\n'.repeat(60_000)],
  ])('%s is a fault of the file', (_what, toml) => {
    const diagnostics: Parameters<typeof readStageKind>[1] = [];
    readStageKind({ path: 'stages/x.md', text: `+++\n${toml}\n+++\nDo it.` }, diagnostics);
    expect(diagnostics.map(({ code }) => code)).toEqual(['MR1001']);
  });
});
