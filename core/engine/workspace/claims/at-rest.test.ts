// A workspace in which nothing will ever happen by itself though work is left names the causes, whatever they are.
import { describe, expect, it } from 'vitest';
import { type Script, Story } from '../../../../test/pure/story.js';
import { documentRef } from '../../../../test/pure/world.js';
import { compileShipped } from '../../../../test/support/plan.js';

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

describe('what was handed on and not taken in is named when', () => {
  const other = { sha256: 'f'.repeat(64) };
  const childOf = (root: string) => [documentRef('spec', 'taken', root, [])];

  it('the spec that an incident became is quarantined', () => {
    const emitted = childOf('backlog');
    const story = begun(handsOff({ planner: [{ outcome: 'PLANNER_COMPLETE', finishes: true, emitted }] }));
    story.control('pause');
    story.add('spec', 'taken', other);
    story.tell('cancel', { id: 'taken' });
    story.add('task', 'a');
    story.control('resume');
    expect(stuckIn(story)).toEqual(['blocked task/a']);
    expect(story.last('quarantine')).toMatchObject({ family: 'spec', id: 'taken' });
    expect(story.blocked('a')).toMatchObject({ needsYou: true });
  });

  it('a child of a spec is deeper than the plan allows', () => {
    const { named } = compileShipped('[limits]\ngenerations = 1\n');
    const cut = (id: string, root: string) => ({
      outcome: 'PLANNER_COMPLETE',
      emitted: [documentRef('spec', id, root, [])],
    });
    const story = new Story({ planner: [cut('s-1', 's-0'), cut('s-2', 's-0')] }, named);
    story.begin();
    story.add('spec', 's-0', { root: 's-0' });
    expect(stuckIn(story)).toEqual(['blocked spec/s-2']);
  });

  it('the incident itself is blocked: it, and not the item that it was to help', () => {
    const story = begun(
      handsOff({ auditor: Array<string>(9).fill('BLOCKED'), mechanic: Array<string>(9).fill('BLOCKED') }),
    );
    story.add('task', 'a');
    const [only, ...more] = stuckIn(story);
    expect(only).toMatch(/^blocked incident\//);
    expect(more).toEqual([]);
    const id = only?.split('/')[1] ?? '';
    expect(story.blocked(id)).toMatchObject({ needsYou: true });
    expect(story.blocked('a')).toMatchObject({ needsYou: false });
    story.tell('cancel', { id, family: 'incident' });
    expect(stuckIn(story), 'and the item once it is cancelled').toEqual(['blocked task/a']);
    expect(story.blocked('a')).toMatchObject({ needsYou: true });
  });
});

describe('at rest the cause is named, and not what waits for it', () => {
  it('of an item that a person denied what its stage asked for', () => {
    const gates = '[execution_capabilities.defaults]\n"workspace.write" = "approval_required"\n';
    const story = new Story({}, compileShipped(gates).named);
    story.begin();
    story.add('task', 'a');
    story.add('task', 'b', { dependsOn: ['a'] });
    story.deliver();
    story.world.decide('deny', story.world.asked()[0]?.id ?? '', 'deny-1');
    expect(stuckIn(story)).toEqual(['blocked task/a']);
    expect(story.blocked('a')?.remedy).toContain('asks again');
  });

  it('of two in a row: the one whose incident is blocked, and not those behind it', () => {
    const story = begun(
      handsOff({ auditor: Array<string>(9).fill('BLOCKED'), mechanic: Array<string>(9).fill('BLOCKED') }),
    );
    story.add('task', 'a');
    story.add('task', 'b', { dependsOn: ['a'] });
    story.add('task', 'c', { dependsOn: ['b'] });
    expect(stuckIn(story)).toEqual([expect.stringMatching(/^blocked incident\//)]);
  });

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
