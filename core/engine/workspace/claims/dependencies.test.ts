// A task waits for the tasks it names until they are done; nothing else will do, and what waits says for whom.
import { describe, expect, it } from 'vitest';
import { compileShipped } from '../../../../test/support/plan.js';
import { Story } from '../../../../test/pure/story.js';

const waiting = (story: Story) => story.last('workspace')?.value.waiting ?? [];

function begun(script = {}): Story {
  const story = new Story(script);
  story.begin();
  return story;
}

describe('a task that depends on another', () => {
  it('runs after it, however old it is', () => {
    const story = new Story();
    story.add('task', 'a', { dependsOn: ['c'], createdAt: '2026-01-01T00:00:00.000Z' });
    story.add('task', 'b', { createdAt: '2026-01-09T00:00:00.000Z' });
    story.add('task', 'c', { createdAt: '2026-01-05T00:00:00.000Z' });
    story.add('task', 'd', { createdAt: '2026-01-05T00:00:00.000Z' });
    story.begin();
    story.play();
    expect(story.claims()).toEqual(['task/c', 'task/a', 'task/d', 'task/b']);
  });

  it('waits for an unknown one, and says so', () => {
    const story = begun();
    story.add('task', 'e', { dependsOn: ['ghost'] });
    story.play();
    expect(story.claims()).toEqual([]);
    const reason = 'waits for task ghost, which is unknown';
    expect(waiting(story)).toEqual([{ family: 'task', id: 'e', reason, unknown: 'ghost' }]);
    expect(story.last('workspace')?.value).toMatchObject({ phase: 'idle', depths: { execution: 1 } });
  });

  it('runs when the unknown one comes later and is done', () => {
    const story = begun();
    story.add('task', 'e', { dependsOn: ['ghost'] });
    story.play();
    story.add('task', 'ghost');
    story.play();
    expect(story.claims()).toEqual(['task/ghost', 'task/e']);
  });

  it('waits in a cycle without stopping anybody else', () => {
    const story = begun();
    story.add('task', 'f', { dependsOn: ['g'] });
    story.add('task', 'g', { dependsOn: ['f'] });
    story.add('task', 'self', { dependsOn: ['self'] });
    story.add('task', 'z');
    story.play();
    expect(story.claims()).toEqual(['task/z']);
    expect(waiting(story).map((one) => one.reason)).toEqual([
      ...['waits for itself: f needs g needs f', 'waits for itself: g needs f needs g'],
      'waits for itself: self needs self',
    ]);
  });

  it('says at its admission that it would never run, and stays queued', () => {
    const story = begun();
    const reasonOf = (id: string, ...dependsOn: string[]) =>
      story.add('task', id, { dependsOn }).documents?.[0]?.reason;
    expect(reasonOf('self', 'self')).toBe('waits for itself: self needs self');
    expect(story.item('task', 'self')).toMatchObject({ state: 'queued' });
    expect(reasonOf('f', 'g')).toBeNull();
    expect(reasonOf('g', 'f')).toBe('waits for itself: g needs f needs g');
    expect(story.events('work_item_admitted').map((data) => data['never'])).toEqual([
      ...['waits for itself: self needs self', undefined, 'waits for itself: g needs f needs g'],
    ]);
  });

  it('is not released by a blocked one', () => {
    const story = begun({ 'builder:a': Array.from({ length: 20 }, () => 'BLOCKED'), consultant: ['BLOCKED'] });
    story.add('task', 'a');
    story.add('task', 'b', { dependsOn: ['a'] });
    story.play();
    expect(story.claims()).toEqual(['task/a']);
    expect(waiting(story)[0]?.reason).toBe('waits for task a, which is blocked');
  });

  it('is not released by a document of another family with that id', () => {
    const story = begun();
    story.add('spec', 's');
    story.add('task', 'b', { dependsOn: ['s'] });
    story.play();
    expect(story.claims()).toEqual(['spec/s']);
  });

  it('waits for all of them', () => {
    const story = begun();
    story.add('task', 'c', { dependsOn: ['a', 'b', 'a'] });
    story.add('task', 'a');
    story.play();
    expect(story.claims()).toEqual(['task/a']);
    story.add('task', 'b');
    story.play();
    expect(story.claims()).toEqual(['task/a', 'task/b', 'task/c']);
  });

  it('may belong to another lineage', () => {
    const story = begun();
    story.add('task', 'b', { root: 'r-2', dependsOn: ['a'] });
    story.add('task', 'a', { root: 'r-1' });
    story.play();
    expect(story.claims()).toEqual(['task/a', 'task/b']);
  });
});

describe('a task that was done before', () => {
  it('is known from the workflow state while it is recent', () => {
    const story = begun();
    story.add('task', 'a');
    story.play();
    story.add('task', 'b', { dependsOn: ['a'] });
    expect(story.item('task', 'b')).toMatchObject({ waitsFor: [], state: 'active' });
  });

  it('is looked up in the index on disk', () => {
    const story = begun();
    story.world.doneBefore = ['long-ago'];
    story.add('task', 'b', { dependsOn: ['long-ago'] });
    expect(story.item('task', 'b')?.waitsFor).toEqual(['long-ago']);
    story.play();
    expect(story.isDone('task', 'b')).toBe(true);
  });

  it('takes its part of a wait away when looked up, and this is shown', () => {
    const story = begun();
    story.world.doneBefore = ['long-ago'];
    story.add('task', 'b', { dependsOn: ['long-ago', 'ghost'] });
    story.play();
    expect(waiting(story)[0]?.reason).toBe('waits for task ghost, which is unknown');
  });
});

describe('a draft that depends on another', () => {
  const cut = (rules = 7): Story => new Story({}, compileShipped('', 'blueprint_codex').named, rules);
  const drafts = (story: Story): string[] => story.claims().filter((one) => one.startsWith('blueprint_draft/'));

  it('waits for the draft, whatever task has its name, and is worked off after it', () => {
    const story = cut();
    story.add('blueprint_draft', 'a', { dependsOn: ['b'], createdAt: '2026-01-01T00:00:00.000Z' });
    story.add('blueprint_draft', 'b', { createdAt: '2026-01-05T00:00:00.000Z' });
    story.add('task', 'a-task', { createdAt: '2026-01-01T00:00:00.000Z' });
    story.begin();
    story.play();
    expect(drafts(story)).toEqual(['blueprint_draft/b', 'blueprint_draft/a']);
  });

  it('is not let go by a task of that name', () => {
    const story = cut();
    story.add('blueprint_draft', 'a', { dependsOn: ['t'] });
    story.add('task', 't');
    story.begin();
    story.play();
    expect(story.claims()).toEqual(['task/t']);
    expect(waiting(story)).toMatchObject([{ reason: 'waits for blueprint_draft t, which is unknown', unknown: 't' }]);
  });

  it('says of a circle that it would wait for ever', () => {
    const story = cut();
    story.add('blueprint_draft', 'f', { dependsOn: ['g'] });
    story.add('blueprint_draft', 'g', { dependsOn: ['f'] });
    story.begin();
    story.play();
    expect(waiting(story)).toMatchObject([
      { id: 'f', never: true, reason: 'waits for itself: f needs g needs f' },
      { id: 'g', never: true, reason: 'waits for itself: g needs f needs g' },
    ]);
  });

  it('waited for a task of that name before rules 7', () => {
    const story = cut(6);
    story.add('blueprint_draft', 'a', { dependsOn: ['t'] });
    story.add('task', 't');
    story.begin();
    story.play();
    expect(drafts(story)).toEqual(['blueprint_draft/a']);
  });
});

describe('a draft whose needed draft will not come', () => {
  const DRAFT = 'blueprint_draft';
  /** `b` is queued or blocked, `a` waits for it, and nothing else is left. */
  function waits(isBlocked: boolean): Story {
    const script = isBlocked
      ? { 'contractor_blueprint:b': ['BLOCKED'], mechanic_blueprint: ['BLOCKED', 'BLOCKED'] }
      : {};
    const story = new Story(script, compileShipped('', 'blueprint_codex').named);
    story.add(DRAFT, 'a', { dependsOn: ['b'] });
    story.add(DRAFT, 'b');
    story.add(DRAFT, 'c');
    if (!isBlocked) return story;
    story.begin();
    story.play();
    expect(story.item(DRAFT, 'b')?.state).toBe('blocked');
    return story;
  }
  const reasonOf = (story: Story): string | undefined => waiting(story).find(({ id }) => id === 'a')?.reason;
  const ran = (story: Story): boolean => story.claims().includes(`${DRAFT}/a`);

  it('says that it is blocked, and runs once it was retried', () => {
    const story = waits(true);
    expect([ran(story), reasonOf(story)]).toEqual([false, `waits for ${DRAFT} b, which is blocked`]);
    story.tell('requeue', { family: DRAFT, id: 'b' });
    story.play();
    expect(story.isDone(DRAFT, 'a')).toBe(true);
  });

  it.each([
    ['cancelled', false, {}],
    ['archived', true, { only: 'blocked' as const }],
  ])('says that it is %s, and is not let go by that', (_what, isBlocked, more) => {
    const story = waits(isBlocked);
    expect(story.tell('cancel', { family: DRAFT, id: 'b', ...more }).code).toBe('done');
    if (!isBlocked) story.begin();
    story.play();
    expect([ran(story), reasonOf(story)]).toEqual([false, `waits for ${DRAFT} b, which is cancelled`]);
    expect(story.last('workspace')?.value.stuck?.map(({ id }) => id)).toContain('a');
  });

  it('waits for the draft that took its place', () => {
    const story = waits(false);
    const was = story.item(DRAFT, 'a')?.sha256 ?? '';
    const revisions = [{ id: 'a', was, sha256: was }];
    const asked = { family: DRAFT, id: 'b', replacement: 'c', cascade: 'retarget' as const, revisions };
    expect(story.tell('supersede', asked).text).toContain('a waits for c now');
    story.begin();
    story.play();
    expect(story.claims().filter((one) => one.startsWith(DRAFT))).toEqual([`${DRAFT}/c`, `${DRAFT}/a`]);
  });
});
