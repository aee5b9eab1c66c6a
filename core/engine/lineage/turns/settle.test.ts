// An activation that ran in a tree of its root asks what becomes of its work there, before it is told as left; one that ran in the workspace asks nothing.
import { describe, expect, it } from 'vitest';
import { failed, type Said, Story } from '../../../../test/pure/story.js';
import { shownActivation } from './show.js';

const tree = { branch: 'millrace/backlog' };

function played(rules: number, ...builder: Said[]): Story {
  const story = new Story({ builder }, undefined, rules);
  story.begin();
  story.add('task', 't-1');
  return story.play();
}

describe.each([1, 4, 6, 9])('work in a tree, under the rules %i', (rules) => {
  it('is settled once, as its item left, with the stage that was its last', () => {
    const story = played(rules, { outcome: 'BUILDER_COMPLETE', tree });
    expect(story.isDone('task', 't-1')).toBe(true);
    expect(story.world.settles).toEqual([
      expect.objectContaining({ root: 'backlog', state: 'done', stageNumber: 3, attempt: 1 }),
    ]);
    const [settle] = story.world.settles;
    expect(settle?.item).toMatchObject({ family: 'task', id: 't-1' });
    expect(settle?.run).toBe(story.requests[0]?.runId);
  });

  it('is not asked of what ran in the workspace', () => {
    expect(played(rules, 'BUILDER_COMPLETE').world.settles).toEqual([]);
  });
});

it('a failed task is settled as blocked, whichever of its stages ran in the tree', () => {
  const lost = Array.from({ length: 20 }, (_none, at) => ({
    ...(failed('runner_timeout') as object),
    ...(at === 0 ? { tree } : {}),
  })) as Said[];
  const story = new Story({ builder: lost, troubleshooter: lost.slice(1), consultant: lost.slice(1) });
  story.begin();
  story.add('task', 't-1');
  story.play();
  expect(story.world.settles[0]).toMatchObject({ state: 'blocked', item: { id: 't-1' } });
});

it('an environment that failed in the tree counts: what it left there is set back when its item is ended', () => {
  const waiting = { outcome: 'BLOCKED', failureClass: 'network_unavailable', origin: 'environment', tree } as const;
  const story = new Story({ builder: [waiting] });
  story.begin();
  story.add('task', 't-1');
  story.deliver();
  story.endStage();
  const state = story.world.lineages.get('backlog');
  const { activation } = state ?? {};
  if (state === undefined || activation === null || activation === undefined) throw new Error('nothing waits');
  expect(shownActivation(state, activation).activation.tree).toEqual(tree);
});

it.each([
  [9, true, true],
  [9, false, undefined],
  [8, true, undefined],
])('under the rules %i a retry with fresh = %j says so to the stages of that run alone', (rules, fresh, told) => {
  const lost = Array.from({ length: 40 }, () => failed('runner_timeout'));
  const story = new Story({ builder: lost, troubleshooter: [...lost], consultant: [...lost] }, undefined, rules);
  story.begin();
  story.add('task', 't-1');
  story.play();
  expect(story.item('task', 't-1')?.state).toBe('blocked');
  const before = story.requests.length;
  story.tell('requeue', { family: 'task', id: 't-1', ...(fresh && { fresh }) });
  story.play();
  expect(story.requests[before]?.story?.fresh).toBe(told);
  story.tell('requeue', { family: 'task', id: 't-1' });
  const next = story.requests.length;
  story.play();
  expect(story.requests[next]?.story?.fresh, 'the next run').toBeUndefined();
});
