import { describe, expect, it } from 'vitest';
import type { Expectation, Observation } from './compare.js';
import { difference, judge, normalised } from './compare.js';

const run = (changes: Partial<Observation> = {}): Observation => ({
  sequence: ['builder task/t1 BUILDER_COMPLETE', 'auditor incident/incident-t1-7276240d AUDITOR_COMPLETE'],
  places: { 'tasks/done': ['t1.md'], 'incidents/resolved': ['incident-t1-7276240d.md'] },
  closures: {},
  ...changes,
});

const withIncident = (hex: string): Observation =>
  JSON.parse(JSON.stringify(run()).replaceAll('7276240d', hex)) as Observation;

describe('two observations', () => {
  it('are the same whatever ids the runtime made, and in whatever order the folders and files are listed', () => {
    expect(judge(run(), withIncident('0badcafe'), null)).toEqual({ result: 'equal', reason: null });
    const places = { 'incidents/resolved': ['incident-t1-7276240d.md'], 'tasks/done': ['t1.md'], 'tasks/queue': [] };
    expect(difference('recorded', run(), run({ places }))).toBeNull();
    const two = (names: string[]) => run({ places: { 'tasks/done': names } });
    expect(difference('recorded', two(['a.md', 'b.md']), two(['b.md', 'a.md']))).toBeNull();
  });

  it('differ when an id of the runtime names another item than before', () => {
    const twice = (second: string): Observation =>
      run({ sequence: ['a incident/incident-t1-11111111 X', `b incident/incident-t1-${second} X`], places: {} });
    expect(difference('recorded', twice('11111111'), twice('22222222'))).toMatch(/stage 2/);
  });

  it.each([
    ['outcome', { sequence: ['builder task/t1 BLOCKED'] }, 'recorded: stage 1 is builder task/t1 BUILDER_COMPLETE'],
    ['further stage', { sequence: [...run().sequence, 'x task/t1 Y'] }, 'ours: stage 3 is x task/t1 Y'],
    ['place', { places: { 'tasks/blocked': ['t1.md'] } }, 'ours: tasks/blocked has t1.md'],
    ['closure', { closures: { s1: 'open' } as const }, 'ours: the closure target s1 is open'],
  ])('differ by one %s, and the first difference is named', (_, change, text) => {
    expect(judge(run(), run(change), null)).toEqual({ result: 'different', reason: expect.stringContaining(text) });
  });
});

describe('an explanation', () => {
  const ours = run({ sequence: ['builder task/t1 BLOCKED'] });
  const expected: Expectation = { ...ours, explanation: 'Loops end.', asks: ['G6', 'design 11'] };

  it('holds only while ours is exactly what it says', () => {
    expect(judge(run(), ours, expected)).toEqual({ result: 'explained', reason: 'Loops end. (G6, design 11)' });
    const changed = judge(run(), run({ sequence: ['builder task/t1 BUILDER_COMPLETE'] }), expected);
    expect(changed).toEqual({
      result: 'different',
      reason: expect.stringMatching(/^expected: stage 1 .* BLOCKED; ours/),
    });
  });

  it('is not needed where ours equals the record', () => {
    expect(judge(run(), run(), expected).result).toBe('equal');
  });
});

it.each([
  ['incident-t1-7276240d.md', 'incident-t1-#1.md'],
  ['incident-a.b-7276240d.md.invalid', 'incident-a.b-#1.md.invalid'],
  ['incident-incident-t1-7276240d-0badcafe.md', 'incident-incident-t1-#-#1.md'],
  ['arbiter-gap-s1-7a9da3df.md', 'arbiter-gap-s1-#1.md'],
  ['learn-1cbd6edd8309.md', 'learn-#1.md'],
  ['task-7276240d.md', 'task-7276240d.md'],
  ['incident-t1.md', 'incident-t1.md'],
])('%s is compared as %s', (name, shown) => {
  expect(normalised(run({ sequence: [], places: { folder: [name] } })).places).toEqual({ folder: [shown] });
});
