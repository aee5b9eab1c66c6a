// A message that nobody knows: the first item cannot be told from a bad one, the second one can.
import { describe, expect, it } from 'vitest';
import { failed, type Said, Story, type Script } from '../../test/pure/story.js';
import type { RunnerRawResult } from '../contracts/stage.js';
import { newExecutor } from './lineage/executor-state.js';
import { breakOffOf } from '../outcome/break-off.js';

const off = (message: string): Said => ({ ...(failed('runner_transport_failure') as object), brokeOff: message });
const STAGES = ['builder', 'checker', 'updater', 'troubleshooter', 'consultant'];
/** Each stage of the item says so, whenever it is asked. */
const always = (item: string, said: Said): Script =>
  Object.fromEntries(STAGES.map((node) => [`${node}:${item}`, Array.from({ length: 40 }, () => said)]));

/** Until it is blocked for the first time. */
const ONCE: Script = {
  'builder:a': [off('m')],
  'troubleshooter:a': [off('m'), off('m')],
  'consultant:a': [off('m')],
};

function story(script: Script, items = ['a', 'b', 'c'], rules?: number): Story {
  const told = new Story(script);
  if (rules !== undefined) {
    Object.assign(told.world.scheduler, { rules, nextRules: rules });
    told.world.lineages.set('backlog', newExecutor('ws', 'backlog', rules));
  }
  told.begin(null, undefined, rules);
  for (const id of items) told.add('task', id);
  return told;
}

const waits = (told: Story) => told.events('stage_waits_for_environment').map((data) => data['work_item']);
const states = (told: Story, ids = ['a', 'b', 'c']) =>
  ids.map((id) => told.item('task', id)?.state ?? (told.isDone('task', id) ? 'done' : 'gone'));

describe('two items that break off at once with one message', () => {
  const broken = (times: number): Script => ({
    ...ONCE,
    'builder:b': Array.from({ length: times }, () => off('m')),
  });

  it('are a broken environment: the second waits, longer each time, and needs a person', () => {
    const told = story({ ...always('a', off('m')), ...always('b', off('m')) });
    for (let ends = 0; ends < 12 && waits(told).length < 3; ends += 1) told.endStage();
    expect(waits(told)).toEqual(['task/b', 'task/b', 'task/b']);
    expect(states(told)).toEqual(['blocked', 'active', 'queued']);
    expect(told.events('stage_waits_for_environment')[0]?.['reason']).toMatch(/^runner_broken: /);
    expect(told.world.lineages.get('backlog')?.activation).toMatchObject({
      ...{ environmentTries: 3, spent: {} },
    });
  });

  it('lose nothing: when the cause is gone the second goes on, and the first is queued again', () => {
    const told = story(broken(2)).play();
    expect(waits(told)).toEqual(['task/b', 'task/b']);
    expect(told.events('blocked_work_item_requeued')).toMatchObject([{ work_item: 'task/a', auto: true }]);
    expect(states(told)).toEqual(['done', 'done', 'done']);
    expect(told.claims().filter((key) => key === 'task/a')).toHaveLength(2);
  });

  it('were two failures before revision 4', () => {
    const told = story({ ...always('a', off('m')), ...always('b', off('m')) }, ['a', 'b', 'c'], 3).play();
    expect(waits(told)).toEqual([]);
    expect(states(told)).toEqual(['blocked', 'blocked', 'done']);
  });
});

describe('no broken environment is', () => {
  it.each<[string, Script]>([
    ['an item alone, whatever its stages say', always('a', off('m'))],
    ['one message after another', { ...always('a', off('m')), ...always('b', off('n')) }],
    ['a failure after work', { ...always('a', off('m')), ...always('b', failed('runner_transport_failure')) }],
    ['one with a good item between them', { ...always('a', off('m')), ...always('c', off('m')) }],
    ['a message at a later stage: the runner worked before', { ...always('a', off('m')), 'checker:b': [off('m')] }],
  ])('%s', (_name, script) => {
    const told = story(script).play();
    expect(waits(told)).toEqual([]);
    expect(told.item('task', 'a')?.state).toBe('blocked');
  });

  it('an item that is tried again, by its own message', () => {
    const told = story(always('a', off('m')), ['a']).play();
    told.tell('requeue', { family: 'task', id: 'a' });
    told.play();
    expect(waits(told)).toEqual([]);
  });
});

it('a lineage of revision 3 notes no message of a runner that broke off', () => {
  const told = story({ 'builder:a': [off('m')] }, ['a'], 3);
  told.deliver();
  told.endStage();
  expect(told.world.lineages.get('backlog')?.activation).not.toHaveProperty('brokeOff');
});

describe('what tells a message from others', () => {
  const raw = (detail: string, change: Partial<RunnerRawResult> = {}): RunnerRawResult => ({
    ...{ requestId: 'r', exitKind: 'failed', exitCode: 1, signal: null, finalMessage: null, usage: null, notes: [] },
    failure: { class: 'runner_transport_failure', detail },
    ...{ startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:00:02Z' },
    ...change,
  });
  const same = (a: string, b: string): boolean => breakOffOf(raw(a)).brokeOff === breakOffOf(raw(b)).brokeOff;

  it('is not what differs from request to request', () => {
    expect(same('No gas (req_8f3a21)', 'No gas (req_77bc01)')).toBe(true);
    expect(same('Cannot read /w/runs/run-a/x.md: "t1"', 'Cannot read /w/runs/run-b/y.md: "t2"')).toBe(true);
    expect(same('at 2026-01-01T00:00:00Z: No gas', 'at 2026-02-03T10:11:12Z: No  gas')).toBe(true);
    expect(same('No gas', 'No air')).toBe(false);
  });

  it.each<[string, Partial<RunnerRawResult>]>([
    ['lasted', { endedAt: '2026-01-01T00:05:00Z' }],
    ['said something', { finalMessage: 'I began.' }],
    ['used tokens', { usage: { input: 9, cachedInput: 0, output: 1, thinking: 0, total: 10 } }],
    ['has a cause that is known', { failure: { class: 'context_exhausted', detail: 'x' } }],
    ['named no failure', { failure: null }],
    ['was ended from outside', { exitKind: 'lost' }],
  ])('is not looked for in a run that %s', (_name, change) => {
    expect(breakOffOf(raw('No gas', change))).toEqual({});
  });
});
