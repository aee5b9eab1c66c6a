// Turn and leash numbers only grow: what is late or comes twice changes nothing, on either side.
import { beforeEach, describe, expect, it } from 'vitest';
import { Story } from '../../test/pure/story.js';
import type { ActivateMessage, LeftMessage } from '../contracts/turns.js';
import { stepExecutor } from './lineage/executor.js';
import type { ExecutorState } from './lineage/executor-state.js';
import { newExecutor } from './lineage/executor-state.js';
import { stepScheduler } from './workspace/scheduler.js';

let story: Story;
const at = '2026-02-01T00:00:00.000Z';

beforeEach(() => {
  story = new Story();
  story.begin();
  story.add('task', 'a');
});

/** The message that waits in the post, without taking it out. */
function letter<T>(type: string): T {
  const found = story.world.letters.find((one) => one.event.type === type);
  if (found === undefined || !('message' in found.event)) throw new Error(`no ${type} in the post`);
  return structuredClone(found.event.message) as T;
}

function lineage(): ExecutorState {
  const state = story.world.lineages.get('backlog');
  if (state === undefined) throw new Error('no lineage');
  return state;
}

const activate = (message: ActivateMessage) =>
  stepExecutor(lineage(), { type: 'activate', at, message }, story.world.plan);

describe('a repeated activate', () => {
  it('changes nothing while its activation runs', () => {
    const message = letter<ActivateMessage>('activate');
    story.deliver();
    story.endStage();
    const before = structuredClone(lineage());
    expect(activate(message)).toEqual([]);
    expect(lineage()).toEqual(before);
  });

  it('changes nothing after its activation has ended', () => {
    const message = letter<ActivateMessage>('activate');
    story.play();
    const before = structuredClone(lineage());
    expect(activate(message)).toEqual([]);
    expect(lineage()).toEqual(before);
    expect(before.activation).toBeNull();
  });
});

describe('a left', () => {
  function untilLeft(): LeftMessage {
    story.deliver();
    for (let stage = 0; stage < 2; stage += 1) story.endStage();
    story.world.end((request) => story.world.outcome(request, { outcome: 'UPDATE_COMPLETE' }));
    story.world.deliver(0, false);
    return letter<LeftMessage>('left');
  }

  it('of an old turn changes nothing, also when another one is under way', () => {
    const message = untilLeft();
    story.add('task', 'b');
    story.deliver();
    const before = structuredClone(story.world.scheduler);
    expect(before.turns[0]?.item.id).toBe('b');
    expect(stepScheduler(story.world.scheduler, { type: 'left', at, message })).toEqual({ effects: [], answer: null });
    expect(story.world.scheduler).toEqual(before);
  });

  it('of a turn that was never given changes nothing', () => {
    const message = { ...untilLeft(), turn: 99 };
    const before = structuredClone(story.world.scheduler);
    expect(stepScheduler(story.world.scheduler, { type: 'left', at, message }).effects).toEqual([]);
    expect(story.world.scheduler).toEqual(before);
  });

  it('finishes the item, clears the run and gives the next turn in one step', () => {
    story.add('task', 'b');
    const message = untilLeft();
    const { effects } = stepScheduler(story.world.scheduler, { type: 'left', at, message });
    expect(effects.map((effect) => effect.type)).toEqual(['mirror', 'activate']);
    const entries = effects.flatMap((effect) => (effect.type === 'mirror' ? effect.entries : []));
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'place', id: 'a', state: 'done' }));
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'place', id: 'b', state: 'active' }));
    expect(entries.at(-1)).toMatchObject({ kind: 'workspace', value: { active: { id: 'b' } } });
  });
});

describe('a stage result', () => {
  const send = (requestId: string) => {
    const request = story.world.running[0]?.request;
    if (request === undefined) throw new Error('nothing runs');
    const outcome = { ...story.world.outcome(request, { outcome: 'BLOCKED' }), requestId };
    return stepExecutor(lineage(), { type: 'stage_finished', at, outcome }, story.world.plan);
  };

  it('of another request than the one in flight changes nothing', () => {
    story.deliver();
    const builder = story.world.running[0]?.request.requestId ?? '';
    story.endStage();
    const before = structuredClone(lineage());
    expect(send(builder)).toEqual([]);
    expect(send('request-of-nobody')).toEqual([]);
    expect(lineage()).toEqual(before);
  });
});

describe('a leash', () => {
  it('older than the one that holds changes nothing', () => {
    story.deliver();
    story.control('pause');
    const pause = letter<{ v: 1; turn: number; leash: never }>('leash');
    story.control('resume');
    story.deliver();
    const before = structuredClone(lineage());
    expect(stepExecutor(lineage(), { type: 'leash', at, message: pause }, story.world.plan)).toEqual([]);
    expect(lineage()).toEqual(before);
    expect(lineage().activation?.go).toBe(true);
  });

  it('that overtook its activation is kept for it', () => {
    story.control('pause');
    expect(story.world.letters.map((one) => one.event.type)).toEqual(['activate', 'leash']);
    story.world.deliver(1, false);
    story.world.deliver(0, false);
    expect(story.world.running).toEqual([]);
    expect(lineage().early).toBeNull();
    expect(letter('held')).toMatchObject({ turn: 1, leashVersion: story.world.scheduler.leashVersion });
  });
});

describe('a held', () => {
  it('under an older leash does not take back what was said under a newer one', () => {
    story.deliver();
    story.control('pause');
    const running = story.world.running[0]?.request;
    if (running === undefined) throw new Error('nothing runs');
    story.endStage();
    const { scheduler } = story.world;
    const { leashVersion, grant } = scheduler;
    expect(scheduler.turns[0]?.heldUnder).toBe(leashVersion);
    const message = { v: 1 as const, turn: running.turn, leashVersion: leashVersion - 1, grant, remaining: null };
    stepScheduler(scheduler, { type: 'held', at, message });
    expect(scheduler.turns[0]?.heldUnder).toBe(leashVersion);
    expect(story.last('workspace')?.value.phase).toBe('paused');
  });
});

describe('an end that overtook its activation', () => {
  const end = { v: 1 as const, to: 'cancelled' as const, issuer: 'ann', reason: '' };

  it.each([
    ['ends that one', 1, ['left']],
    ['ends no later one', 2, ['mirror', 'run_stage']],
  ])('%s', (_name, turn, expected) => {
    const state = newExecutor('ws', 'backlog', 4);
    stepExecutor(state, { type: 'end', at, message: { ...end, turn: 1 } }, story.world.plan);
    const message = { ...letter<ActivateMessage>('activate'), turn, entries: [] };
    const effects = stepExecutor(state, { type: 'activate', at, message }, story.world.plan);
    expect(effects.map((effect) => effect.type)).toEqual(expected);
  });
});

describe('the last outcomes of a lineage', () => {
  it('are at most ten, newest first: its status card stays short', () => {
    const long = new Story();
    long.begin();
    for (const id of ['a', 'b', 'c', 'd', 'e']) long.add('task', id);
    long.play();
    expect(long.stages.length).toBeGreaterThan(12);
    const { recent } = long.world.lineages.get('backlog') ?? { recent: [] };
    const newest = long.stages.slice(-10).reverse();
    expect(recent.map(({ node, outcome }) => `${node} ${outcome}`)).toEqual(newest);
  });
});

describe('an activation without its plan', () => {
  it('blocks the item and gives the turn back', () => {
    const message = letter<ActivateMessage>('activate');
    const state: ExecutorState = {
      ...{ schema: 2, rules: 2, nextRules: 2, workspace: 'ws', lineage: 'backlog', mode: '' },
      ...{ lastTurn: 0, activation: null, early: null, recent: [] },
    };
    const [effect] = stepExecutor(state, { type: 'activate', at, message }, null);
    expect(effect).toMatchObject({ type: 'left', message: { turn: 1, state: 'blocked', needsYou: true } });
    expect(state.activation).toBeNull();
  });
});
