// How models write the mapping, and how it is read: what a person would understand is understood.
import { describe, expect, it } from 'vitest';
import { idsIn, shortly } from './ids.js';
import { criteriaOf, judgedIn, statusesOf } from './judged.js';
import { readMapping } from './mapping.js';

const ONE = { requirements: [{ id: 'R1', sources: ['S1', 'S3'], text: 'Slugs have no dots.' }], none: [] };

it.each([
  ['as it is shown', '## Requirements\n\n- R1 (S1, S3): Slugs have no dots.\n'],
  ['with emphasis and another sign', '# Plan\n### Requirements\n* **R1** (S1, S3): Slugs have no dots.'],
  ['numbered, with a dash', '## 2. Requirements\n1. `R1` [S1, 3] — Slugs have no dots.'],
  ['as a table', '## Requirements\n| R | S | What |\n|---|---|---|\n| R1 | S1, S3 | Slugs have no dots. |'],
  ['in a fence', '## Requirements\n```text\n- R1 (S1 and S3): Slugs have no dots.\n```\n## Next\n- R2 (S2): other'],
  [
    'without the heading',
    'The plan.\n\n- R1 (S1, S3): Slugs have no dots.\n- R2: text of a step\n- None of these is hard.',
  ],
  ['in two lines', '## Requirements\n- R1 (S1): Slugs have no dots.\n- R1 (S3): again'],
])('a requirement %s', (_name, text) => expect(readMapping(text, 'S')).toEqual(ONE));

it('with its sentences at the end, and one of none', () => {
  expect(readMapping('## Requirements\n- R1: No dots. (S1, S3)\n- r2: a new one\n- R3', 'S').requirements).toEqual([
    { id: 'R1', sources: ['S1', 'S3'], text: 'No dots. (S1, S3)' },
    { id: 'R2', sources: [], text: 'a new one' },
    { id: 'R3', sources: [], text: '' },
  ]);
});

it('what needs nothing says so by its ids; prose does not', () => {
  const text = '## Requirements\n- none (S2-S4): a greeting\n- **None** (S7)\nNone (of them) is hard.\n- none: nothing';
  expect(readMapping(text, 'S').none).toEqual([
    { of: ['S2', 'S3', 'S4'], why: 'a greeting' },
    { of: ['S7'], why: '' },
  ]);
  expect(readMapping('- none (R3): src/a.js has it', 'R').none).toEqual([{ of: ['R3'], why: 'src/a.js has it' }]);
});

it('names are lists as people write them, and no parts of words', () => {
  expect(idsIn('R1, R3-R5; R3 to R4 and r9', 'R')).toEqual(['R1', 'R3', 'R4', 'R5', 'R9']);
  expect(idsIn('PR12 R2D2 R-3 CR4 XS1', 'R')).toEqual([]);
  expect(idsIn('R1-R9999', 'R')).toEqual(['R1', 'R9999']);
  expect(shortly(['S1', 'S2', 'S3', 'S5', 'S7', 'S8'])).toBe('S1-S3, S5, S7, S8');
});

describe('a judgement', () => {
  it('has criteria with what they are about', () => {
    const text =
      '# Rubric\n\n- C1 (R1, R2): no dots\n* **C2** (S4): log\n### C3 (R3-R5)\nwhat it is\n- C5: y\n- C1 (R9): again';
    expect(criteriaOf(text).map(({ id, requirements }) => [id, ...requirements])).toEqual([
      ['C1', 'R1', 'R2'],
      ['C2', 'S4'],
      ['C3', 'R3', 'R4', 'R5'],
      ['C5'],
    ]);
  });

  it('has a status for each; what cannot be read says nothing', () => {
    const head = { root_spec_id: 'r', result: 'x' };
    const verdict = JSON.stringify({
      ...head,
      criteria: [
        { id: 'C1', status: 'met' },
        { id: 'C2', status: 'not_met' },
      ],
    });
    expect([...statusesOf(verdict)]).toEqual([
      ['C1', 'met'],
      ['C2', 'not_met'],
    ]);
    for (const text of ['', '{', '[]', '{"criteria":7}']) expect(statusesOf(text).size).toBe(0);
    expect(judgedIn({ rubric: 'x', verdict })?.criteria).toEqual([]);
    expect(judgedIn({ rubric: null, verdict })).toBeNull();
  });
});
