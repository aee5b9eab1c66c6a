// Rubrics as people and models write them, and verdicts that contradict themselves.
import { describe, expect, it } from 'vitest';
import { judgementFaults } from './judgement.js';
import { rubricOf } from './rubric.js';
import { verdictOf } from './verdict.js';

describe('a rubric', () => {
  it.each<[string, string, [string, string, string[]][]]>([
    [
      'items',
      '# R\n\n- C1 (R1, R2): one\n- C2: two\n',
      [
        ['C1', 'one', ['R1', 'R2']],
        ['C2', 'two', []],
      ],
    ],
    [
      'headings',
      '## C1: one\n\nhow\n\n### C2 (R3)\n\ntwo, below\n',
      [
        ['C1', 'one', []],
        ['C2', 'two, below', ['R3']],
      ],
    ],
    [
      'a table',
      '| id | what |\n| --- | --- |\n| C1 | one |\n| **C2** | two | x |\n',
      [
        ['C1', 'one', []],
        ['C2', 'two | x', []],
      ],
    ],
    [
      'emphasis',
      '1. **C1** one\n2. `C2` — two\n* [ ] **C3 (R1):** three\n',
      [
        ['C1', 'one', []],
        ['C2', 'two', []],
        ['C3', 'three', ['R1']],
      ],
    ],
    [
      'bare lines',
      'C1: one\nC2 (R9) two\nC10 - ten\r\n',
      [
        ['C1', 'one', []],
        ['C2', 'two', ['R9']],
        ['C10', 'ten', []],
      ],
    ],
    ['an id again', '- C1: one\n\n## C1\n\nC1 is seen by a test.\nC2 is not here.\n', [['C1', 'one', []]]],
    ['code', '- C1: one\n\n```\nC2: no\n```\n~~~\n- C3: no\n~~~\n', [['C1', 'one', []]]],
  ])('of %s has its criteria', (_, text, wanted) => {
    expect(rubricOf(text)).toEqual({
      criteria: wanted.map(([id, said, requirements]) => ({ id, text: said, requirements })),
    });
  });

  it.each([
    'x',
    '',
    '# Rubric\n\nAll is well.',
    '- 1: one',
    '- c1: one',
    '- C1x: one',
    '- C0: none',
    'C1-2 is a range',
    '```\n- C1: one',
  ])('is none that names no criterion: %j', (text) =>
    expect(rubricOf(text)).toEqual({ problem: expect.stringContaining('names no criterion') }),
  );

  it.each(['- C1', '## C1\n\n## C2: two\n', '| C1 | |'])('is none whose criterion says nothing: %j', (text) =>
    expect(rubricOf(text)).toEqual({ problem: expect.stringContaining('what C1 asks for') }),
  );

  it('that is too large is not read', () => {
    expect(rubricOf(`- C1: ${'x'.repeat(300_000)}`)).toEqual({ problem: expect.stringContaining('256 kB') });
  });
});

const RUBRIC = '- C1: one\n- C2: two\n';
const verdict = (result: string, statuses: Record<string, string>, gaps: unknown = []): string =>
  JSON.stringify({
    root_spec_id: 'r',
    result,
    criteria: Object.entries(statuses).map(([id, status]) => ({ id, status })),
    gaps,
  });
const MET = { C1: 'met', C2: 'met' };
const UNMET = { C1: 'met', C2: 'not_met' };

describe('a judgement', () => {
  const pass = { root: 'r', outcome: 'PASS', resultClass: 'success' } as const;
  const gap = { root: 'r', outcome: 'GAP', resultClass: 'followup_needed' } as const;

  it.each([
    ['passes', pass, verdict('PASS', MET)],
    ['finds a gap', gap, verdict('GAP', UNMET, ['C2: two is missing'])],
    ['could not see all', gap, verdict('GAP', { C1: 'unknown', C2: 'not_observable' }, ['both'])],
  ])('that %s may agree with itself', (_, said, text) => {
    expect(judgementFaults({ rubric: RUBRIC, verdict: text }, said)).toEqual({ form: [], contradictions: [] });
  });

  it.each<[string, typeof pass | typeof gap, string, string[]]>([
    ['a criterion that is not met', pass, verdict('PASS', UNMET), ['has C2 (not_met)']],
    ['one that nobody could observe', pass, verdict('PASS', { C1: 'unknown', C2: 'met' }), ['has C1 (unknown)']],
    ['gaps', pass, verdict('PASS', MET, ['a', 'b']), ['names 2 gaps']],
    ['a criterion left out', pass, verdict('PASS', { C1: 'met' }), ['nothing of C2']],
    ['one that the rubric does not have', pass, verdict('PASS', { ...MET, C3: 'met' }), ['judges C3']],
    ['another result', pass, verdict('GAP', MET), ['says GAP, the stage PASS']],
    ['a gap and no gap', gap, verdict('GAP', UNMET), ['names no gap']],
    ['a gap, and all is met', gap, verdict('GAP', MET, ['a']), ['every criterion of the verdict is met']],
    ['all of it', gap, verdict('PASS', { C9: 'met' }), ['says PASS', 'C1, C2', 'judges C9', 'is met', 'no gap']],
  ])('contradicts itself: %s', (_, said, text, words) => {
    const { form, contradictions } = judgementFaults({ rubric: RUBRIC, verdict: text }, said);
    expect(form).toEqual([]);
    expect(contradictions).toEqual(words.map((word) => expect.stringContaining(word) as unknown));
  });

  it('that judges a criterion twice contradicts itself', () => {
    const criteria = ['C1', 'C2', 'C1'].map((id) => ({ id, status: 'met' }));
    const text = JSON.stringify({ root_spec_id: 'r', result: 'PASS', criteria });
    expect(judgementFaults({ rubric: RUBRIC, verdict: text }, pass).contradictions).toEqual([
      'The verdict judges C1 more than once.',
    ]);
  });

  it('of another root, or in another form, is told with all that is wrong', () => {
    const foreign = verdict('PASS', MET).replace('"r"', '"q"');
    expect(judgementFaults({ rubric: 'x', verdict: foreign }, pass).form).toHaveLength(2);
    expect(judgementFaults({ rubric: null, verdict: null }, pass).form).toEqual([
      'There is no rubric.',
      'There is no verdict.',
    ]);
  });
});

it.each([
  '',
  '[]',
  '{',
  'null',
  '{"root_spec_id":"r","result":"PASS"}',
  verdict('PASS', { C1: 'fine' }),
  verdict('PASS', MET, ['']),
  verdict('PASS', MET, 'a'),
])('a verdict of no form is none: %j', (text) =>
  expect(verdictOf(text)).toEqual({ problem: expect.stringMatching(/^The verdict/) }),
);
