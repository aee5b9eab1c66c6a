// What stages leave for the runtime to read: every way of being wrong has its own name, and nothing wrong passes.
import { describe, expect, it } from 'vitest';
import { checkDisposition } from './disposition.js';
import { evidenceProblem } from './verdict.js';

const good = {
  schema_version: '1.0',
  kind: 'planner_disposition',
  source_work_item_family_id: 'spec',
  source_work_item_id: 's1',
  disposition: 'active_source_ready_for_manager',
  emitted_spec_ids: [] as string[],
  refined_active_source: true,
  recommended_next_action: 'Cut it into tasks.',
  created_at: '2026-01-01T00:00:00Z',
  created_by: 'planner',
};
const children = { ...good, disposition: 'emitted_child_specs', emitted_spec_ids: ['c1', 'c2'] };
const check = (value: object | null, outcome = 'PLANNER_COMPLETE', emitted: string[] = []) =>
  checkDisposition(value && JSON.stringify(value), outcome, { family: 'spec', id: 's1' }, emitted);

describe('a disposition', () => {
  it('lets the source go on to the Manager', () => expect(check(good)).toEqual({ ok: true, finishes: false }));
  it('ends the source when its child specs are there', () =>
    expect(check(children, 'PLANNER_COMPLETE', ['c1', 'c2', 'c3'])).toEqual({ ok: true, finishes: true }));
  it('that is blocked fits BLOCKED', () =>
    expect(check({ ...good, disposition: 'blocked' }, 'BLOCKED')).toEqual({ ok: true, finishes: false }));

  it.each<[string, object | null, string, string[]]>([
    ['missing', null, 'PLANNER_COMPLETE', []],
    ['invalid', { ...good, recommended_next_action: ' ' }, 'PLANNER_COMPLETE', []],
    ['invalid', { ...good, extra: 1 }, 'PLANNER_COMPLETE', []],
    ['invalid', { ...good, emitted_spec_ids: ['c1'] }, 'PLANNER_COMPLETE', []],
    ['invalid', { ...children, emitted_spec_ids: [] }, 'PLANNER_COMPLETE', []],
    ['invalid', { ...children, emitted_spec_ids: ['c1', 'c1'] }, 'PLANNER_COMPLETE', ['c1']],
    ['invalid', { ...children, emitted_spec_ids: ['../c1'] }, 'PLANNER_COMPLETE', []],
    ['source_mismatch', { ...good, source_work_item_id: 's2' }, 'PLANNER_COMPLETE', []],
    ['source_mismatch', { ...good, source_work_item_family_id: 'incident' }, 'PLANNER_COMPLETE', []],
    ['terminal_mismatch', good, 'BLOCKED', []],
    ['terminal_mismatch', { ...good, disposition: 'blocked' }, 'PLANNER_COMPLETE', []],
    ['child_spec_missing', children, 'PLANNER_COMPLETE', ['c1']],
  ])('is %s: %j with %s', (what, value, outcome, emitted) => {
    expect(check(value, outcome, emitted)).toMatchObject({ ok: false, failureClass: `planner_disposition_${what}` });
  });
  it('that is no JSON is invalid', () => {
    const checked = checkDisposition('{', 'PLANNER_COMPLETE', { family: 'spec', id: 's1' }, []);
    expect(checked).toMatchObject({ failureClass: 'planner_disposition_invalid' });
  });
});

describe('the evidence of a verdict', () => {
  const verdict = JSON.stringify({ root_spec_id: 'r', result: 'ARBITER_COMPLETE', further: true });
  const evidence = { verdict, rubric: '# Rubric', report: '# Report' };
  const problem = (change: Partial<typeof evidence> | Record<string, null>) =>
    evidenceProblem({ ...evidence, ...change }, 'r', 'ARBITER_COMPLETE');

  it('is complete', () => expect(problem({})).toBeNull());
  it.each([
    ['no rubric', { rubric: null }, 'no rubric'],
    ['an empty report', { report: ' \n' }, 'report is empty'],
    ['no verdict', { verdict: null }, 'no verdict'],
    ['a list', { verdict: '[]' }, 'not a JSON object'],
    ['half a file', { verdict: '{"root_spec_id":' }, 'not a JSON object'],
    ['another root', { verdict: JSON.stringify({ root_spec_id: 'q', result: 'ARBITER_COMPLETE' }) }, 'about q'],
    ['another result', { verdict: JSON.stringify({ root_spec_id: 'r', result: 'X' }) }, 'says X'],
  ])('is refused with %s', (_name, change, words) => expect(problem(change)).toContain(words));
});
