// Outcomes played through the executor: the route that is shown is the one that the engine takes.
import { describe, expect, it } from 'vitest';
import { compileShipped } from '../../test/support/plan.js';
import { readOutcomes } from './outcomes.js';
import type { Played } from './played.js';
import { play } from './play.js';
import { startAt, startOf } from './start.js';

const { plan } = compileShipped().named;

function played(text: string, family = 'task'): Played {
  const start = startOf(plan, family);
  if (start === null) throw new Error(`no entry for ${family}`);
  const { told, faults } = readOutcomes(text);
  expect(faults).toEqual([]);
  return play(plan, start, told);
}

const route = ({ stages }: Played): string[] => stages.map(({ node, outcome, next }) => `${node} ${outcome} ${next}`);

describe('a simulated activation', () => {
  it('goes from the entry of its family to an end', () => {
    const { stages, end, up, unused } = played('BUILDER_COMPLETE\nCHECKER_PASS\nUPDATE_COMPLETE\n');
    expect(stages.map((one) => one.next)).toEqual(['checker', 'updater', 'end:done']);
    expect(end).toEqual({
      ...{
        state: 'done',
        end: 'done',
        class: 'success',
        disposition: 'complete',
        verdict: null,
        needsYou: false,
        reason: null,
      },
    });
    expect({ up, unused }).toEqual({ up: null, unused: [] });
  });

  it('says which rung was taken, and what is spent by then', () => {
    const { stages } = played('BUILDER_COMPLETE\nFIX_NEEDED\nFIXER_COMPLETE\nFIX_NEEDED\nFIXER_COMPLETE\nFIX_NEEDED');
    expect(stages.map(({ rung }) => `${rung?.number} of ${rung?.of} ${rung?.bound}`)).toEqual([
      ...['1 of 1 null', '1 of 4 fix_cycles', '1 of 1 null', '1 of 4 fix_cycles', '1 of 1 null', '2 of 4 fix_repairs'],
    ]);
    expect(stages.at(-1)).toMatchObject({
      counters: { fix_cycles: 2, fix_repairs: 1 },
      failureClass: 'fix_cycle_exhausted',
      next: 'troubleshooter',
    });
  });

  it('grants what stages ask for', () => {
    const gated = compileShipped('[execution_capabilities.defaults]\n"runner.invoke" = "approval_required"\n').named
      .plan;
    const start = startOf(gated, 'task');
    const { told } = readOutcomes('BUILDER_COMPLETE\nCHECKER_PASS\nUPDATE_COMPLETE');
    if (start === null) throw new Error('no entry');
    expect(play(gated, start, told)).toMatchObject({ end: { state: 'done' }, stages: [{}, {}, {}] });
  });

  it('counts each failure class on its own', () => {
    const blocked = (name: string): string => `builder: BLOCKED class=${name}\nTROUBLESHOOT_COMPLETE\n`;
    const { stages, up } = played(blocked('runner_timeout') + blocked('context_exhausted'));
    expect(stages.at(-1)?.counters).toEqual({
      'troubleshoot_attempts:runner_timeout': 1,
      'troubleshoot_attempts:context_exhausted': 1,
    });
    expect(up?.node).toBe('builder');
  });

  it('stays where it is when its environment fails, and spends nothing', () => {
    const { stages, up } = played('BLOCKED class=network_unavailable\nBUILDER_COMPLETE');
    expect(stages).toMatchObject([
      { number: 1, attempt: 1, next: 'builder', rung: null, counters: {}, reason: 'waits_for_environment' },
      { number: 1, attempt: 2, next: 'checker' },
    ]);
    expect(up).toMatchObject({ node: 'checker', number: 2 });
  });

  it('loses as many hosts as the engine bears before that counts as a failure', () => {
    const { stages } = played('BLOCKED class=runner_lost');
    expect(stages).toMatchObject([
      { number: 1, attempt: 4, next: 'troubleshooter', counters: { 'troubleshoot_attempts:runner_lost': 1 } },
    ]);
  });

  it('says where it stands when the outcomes run out', () => {
    const { end, up } = played('BUILDER_COMPLETE');
    expect(end).toBeNull();
    expect(up).toEqual({ node: 'checker', number: 2, legal: ['CHECKER_PASS', 'FIX_NEEDED', 'BLOCKED'] });
  });

  it('leaves over what comes after its end', () => {
    const { end, unused, fault } = played('# a probe\n\nRECON_NOOP\nRECON_NOOP # once more\n', 'probe');
    expect(end).toMatchObject({ state: 'done', class: 'no_op' });
    expect({ unused, fault }).toMatchObject({ unused: [{ place: 'line 4', outcome: 'RECON_NOOP' }], fault: null });
  });

  it('ends blocked with the reason of the engine', () => {
    const rounds = 'BLOCKED\nTROUBLESHOOT_COMPLETE\n'.repeat(2);
    const { end } = played(`${rounds}BLOCKED\nconsultant: BLOCKED`);
    expect(end).toEqual({
      ...{ state: 'blocked', end: 'blocked', class: 'blocked', disposition: 'block', verdict: null, needsYou: true },
      reason: 'consultant ended with BLOCKED',
    });
  });

  it('hands over to planning', () => {
    const rounds = 'BLOCKED\nTROUBLESHOOT_COMPLETE\n'.repeat(2);
    const { end } = played(`${rounds}BLOCKED\nNEEDS_PLANNING`);
    expect(end).toMatchObject({ state: 'blocked', end: 'needs_planning', disposition: 'handoff' });
  });

  it('may begin at any node', () => {
    const start = startAt(plan, 'updater', null);
    expect(start).toMatchObject({ plane: 'execution', family: 'task', limit: null });
    const { told } = readOutcomes('UPDATE_COMPLETE');
    expect(start && route(play(plan, start, told))).toEqual(['updater UPDATE_COMPLETE end:done']);
    expect(startAt(plan, 'nobody', null)).toBeNull();
    expect(startOf(plan, 'idea')).toBeNull();
  });

  it('may begin where a request asks to, with the limit that the plan has for it', () => {
    const learning = compileShipped('', 'learning_codex').named.plan;
    expect(startAt(learning, 'librarian', null)).toMatchObject({
      ...{ plane: 'learning', family: 'learning_request', limit: learning.planes.learning?.maxStageRuns['librarian'] },
    });
  });

  it('judges a root when it begins at the node that does', () => {
    const start = startAt(plan, 'arbiter', null);
    expect(start).toMatchObject({
      plane: 'planning',
      closes: true,
      limit: plan.planes.planning?.maxStageRuns['closure'],
    });
    const verdictOf = (text: string) => start && play(plan, start, readOutcomes(text).told).end?.verdict;
    expect(verdictOf('ARBITER_COMPLETE')).toBe('passed');
    expect(verdictOf('REMEDIATION_NEEDED')).toBe('gap');
    expect(verdictOf('BLOCKED')).toBeNull();
  });

  it('is ended by the largest number of stage runs', () => {
    const start = startOf(plan, 'task');
    const { told } = readOutcomes('BUILDER_COMPLETE\nCHECKER_PASS\n');
    const { end } = play(plan, { ...start!, limit: 1 }, told);
    expect(end).toMatchObject({ state: 'blocked', end: null, reason: expect.stringMatching(/largest number/) });
  });
});

describe('an outcome that does not fit', () => {
  it.each([
    ['CHECKER_PASS', /line 1.*CHECKER_PASS is no outcome of builder; legal: BUILDER_COMPLETE, BLOCKED\./],
    ['BUILDER_COMPLET', /Did you mean BUILDER_COMPLETE/],
    ['BUILDER_COMPLETE\n\nbuilder: CHECKER_PASS', /line 3.*it is checker that is up/],
    ['BUILDER_COMPLETE class=runner_timeout', /goes with BLOCKED/],
    ['BLOCKED class=runner_timeot', /no class runner_timeot. Did you mean runner_timeout/],
    ['BUILDER_COMPLETE resume=checker', /builder cannot say with BUILDER_COMPLETE/],
    ['BLOCKED\nTROUBLESHOOT_COMPLETE resume=consultant', /cannot send the work to consultant; legal: builder/],
    ['["BUILDER_COMPLETE", "BUILDER_COMPLETE"]', /entry 2/],
  ])('%j is named with its place, and nothing after it is played', (text, says) => {
    const { fault, unused, stages } = played(text);
    expect(`${fault?.place}: ${fault?.message}`).toMatch(says);
    expect(unused).toHaveLength(1);
    expect(stages).toHaveLength(readOutcomes(text).told.length - 1);
  });
});

describe('a file of outcomes', () => {
  it('tells all its faults at once', () => {
    const { faults } = readOutcomes('BLOCKED why=so\nblocked\nBLOCKED class=a class=b\nOK # fine\nno de: OK\n');
    expect(faults.map(({ place }) => place)).toEqual(['line 1', 'line 2', 'line 3', 'line 5']);
  });

  it.each(['[1]', '["OK"', '[{"outcome": "OK"}]'])('%s is no array of texts', (text) => {
    expect(readOutcomes(text)).toMatchObject({ told: [], faults: [{ place: 'the file' }] });
  });

  it('takes everything of a line', () => {
    const expected = { place: 'line 1', node: 'a.b', outcome: 'OK_2', failureClass: 'x', resume: 'y' };
    expect(readOutcomes('a.b:OK_2  resume=y class=x\r\n').told).toEqual([expected]);
    expect(readOutcomes('\uFEFF["a.b: OK_2 class=x resume=y"]').told).toEqual([{ ...expected, place: 'entry 1' }]);
  });
});

describe('names that every object has', () => {
  it('are nodes of no plan', () => {
    expect(startAt(plan, 'constructor', null)).toBeNull();
  });
});
