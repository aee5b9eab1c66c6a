// A workspace in which nothing will ever happen by itself though work is left names the causes, whatever they are.
import { describe, expect, it } from 'vitest';
import { type Script, Story } from '../../../../test/pure/story.js';
import { documentRef } from '../../../../test/pure/world.js';

const handsOff = (script: Script): Script => ({
  'builder:a': Array<string>(9).fill('BLOCKED'),
  consultant: ['NEEDS_PLANNING'],
  ...script,
});

const stuckIn = (story: Story): string[] =>
  (story.play().last('workspace')?.value.stuck ?? []).map(({ what, family, id }) => `${what} ${family}/${id}`);

function begun(script: Script = {}): Story {
  const story = new Story(script);
  story.begin();
  return story;
}

describe('an item that was handed off needs a person when its incident', () => {
  const isAlone = (story: Story): void => {
    expect(stuckIn(story)).toContain('blocked task/a');
    expect(story.blocked('a')).toMatchObject({ needsYou: true });
    expect(story.blocked('a')?.remedy).toContain('`millrace retry a --family task`');
  };
  const emitted = [documentRef('task', 'taken', 'backlog', [])];

  it('planned no new work', () => {
    const story = begun(handsOff({ manager: [{ outcome: 'MANAGER_COMPLETE', finishes: true }] }));
    story.add('task', 'a');
    isAlone(story);
    expect(story.blocked('a')?.reason).toContain('ended without new work');
  });

  it('planned work that was refused', () => {
    const story = begun(handsOff({ manager: [{ outcome: 'MANAGER_COMPLETE', emitted }] }));
    story.add('task', 'taken', { sha256: 'f'.repeat(64) });
    story.add('task', 'a');
    isAlone(story);
  });

  it('was cancelled', () => {
    const story = begun(handsOff({ auditor: ['BLOCKED'], planner: ['BLOCKED'], manager: ['BLOCKED', 'BLOCKED'] }));
    story.add('task', 'a');
    story.deliver();
    while (!story.stages.includes('consultant NEEDS_PLANNING')) story.endStage();
    const incident = Object.values(story.world.scheduler.items).find(({ family }) => family === 'incident');
    story.tell('cancel', { id: incident?.id ?? '', family: 'incident' });
    story.cutStage();
    isAlone(story);
  });
});

describe('at rest the cause is named, and not what waits for it', () => {
  it('of a dependency that is blocked', () => {
    const story = begun({ 'builder:a': Array<string>(9).fill('BLOCKED'), consultant: ['BLOCKED'] });
    story.add('task', 'a');
    story.add('task', 'b', { dependsOn: ['a'] });
    story.add('task', 'c', { dependsOn: ['b'] });
    expect(stuckIn(story)).toEqual(['blocked task/a']);
  });

  it('of one that does not exist, and of one that was cancelled', () => {
    const story = begun();
    story.control('pause');
    story.add('task', 'x');
    story.add('task', 'b', { dependsOn: ['x'] });
    story.add('task', 'c', { dependsOn: ['nobody'] });
    story.tell('cancel', { id: 'x' });
    story.control('resume');
    expect(stuckIn(story)).toEqual(['waiting task/b', 'waiting task/c']);
  });

  it('of a circle, however long it is', () => {
    const story = begun();
    const ids = Array.from({ length: 300 }, (_, n) => `t${n}`);
    story.enqueue(ids.slice(0, 150).map((id, n) => documentRef('task', id, 'backlog', [ids[(n + 1) % 300] ?? ''])));
    story.enqueue(ids.slice(150).map((id, n) => documentRef('task', id, 'backlog', [ids[(n + 151) % 300] ?? ''])));
    expect(stuckIn(story)).toHaveLength(20);
  });

  it('of work that waits for what it is to replace', () => {
    const needs = [documentRef('task', 'a1', 'backlog', ['a'])];
    const story = begun(handsOff({ manager: [{ outcome: 'MANAGER_COMPLETE', emitted: needs }] }));
    story.add('task', 'a');
    expect(stuckIn(story).toSorted()).toEqual(['blocked task/a', 'waiting task/a1']);
  });

  it('of a root whose only work is blocked, and of one that nobody judges', () => {
    const story = begun({ 'builder:a': Array<string>(9).fill('BLOCKED'), consultant: ['BLOCKED'] });
    const root = { root: 's' };
    story.add('spec', 's', root);
    story.add('task', 'a', root);
    expect(stuckIn(story)).toEqual(['blocked task/a']);
    story.reload({ closes: false, planId: 'plan-other', planDigest: 'e'.repeat(64) });
    story.tell('cancel', { id: 'a' });
    expect(stuckIn(story)).toEqual(['root spec/s']);
  });

  it('of a family that the mode has no entry for', () => {
    const story = begun();
    story.add('learning_request', 'l');
    expect(stuckIn(story)).toEqual(['unclaimed learning_request/l']);
  });

  it('and nothing while something may come: a turn, a pause, a moment, a budget', () => {
    const story = begun();
    story.add('task', 'c', { dependsOn: ['nobody'] });
    expect(stuckIn(story)).toEqual(['waiting task/c']);
    story.control('pause');
    expect(stuckIn(story)).toEqual([]);
    story.control('resume');
    story.add('task', 'd');
    story.deliver();
    expect(story.last('workspace')?.value.stuck).toBeUndefined();
    expect(stuckIn(story)).toEqual(['waiting task/c']);
  });
});
