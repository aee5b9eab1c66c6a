// What operators do to items that are not active: at once, truly answered, and nothing that waits is forgotten.
import { describe, expect, it } from 'vitest';
import { failed, Story } from '../../../../test/pure/story.js';

const a = { family: 'task', id: 'a' };

function paused(): Story {
  const story = new Story();
  story.control('pause');
  story.begin();
  return story;
}

/** `a` is blocked and needs a person. */
function withBlocked(): Story {
  const dead = Array.from({ length: 9 }, () => failed('runner_timeout'));
  const story = new Story({ 'builder:a': dead, troubleshooter: [...dead], consultant: ['BLOCKED'] });
  story.begin();
  story.add('task', 'a');
  story.play();
  expect(story.item('task', 'a')?.state).toBe('blocked');
  return story;
}

const place = (story: Story, id: string) =>
  story.world.shown.findLast((entry) => entry.kind === 'place' && entry.id === id);
const deeds = (story: Story) =>
  story.world.shown.flatMap((entry) => (entry.kind === 'intervention' ? [`${entry.value.action} ${entry.id}`] : []));
const marked = (story: Story, id: string) => story.world.scheduler.finished.find((one) => one.key === `task/${id}`);

describe('cancel', () => {
  it('takes a queued item away at once, with who and why', () => {
    const story = paused();
    story.add('task', 'a');
    expect(story.tell('cancel', a)).toMatchObject({ code: 'done', text: 'Cancelled task a.' });
    expect(place(story, 'a')).toMatchObject({ state: 'cancelled' });
    expect(marked(story, 'a')).toMatchObject({ done: false, as: 'cancelled' });
    expect(story.events('work_item_cancelled')).toMatchObject([{ issuer: 'tester', reason: 'a test', from: 'queued' }]);
    expect(deeds(story)).toEqual(['cancel_work_item a']);
    expect(story.tell('cancel', a)).toMatchObject({ ok: true, code: 'unchanged' });
  });

  it('does not satisfy who waits for it, and says who that is', () => {
    const story = paused();
    story.add('task', 'a');
    story.add('task', 'b', { dependsOn: ['a'] });
    expect(story.tell('cancel', a).text).toContain('b waits for it and will not run');
    story.control('resume');
    story.play();
    expect(story.claims()).toEqual([]);
    expect(story.last('workspace')?.value.waiting).toMatchObject([
      { id: 'b', never: true, reason: 'waits for task a, which is cancelled' },
    ]);
    story.add('task', 'c', { dependsOn: ['a'] });
    expect(story.world.scheduler.waiting).toEqual(['task/b', 'task/c']);
  });

  it('takes a blocked item away; archive-blocked takes no other', () => {
    const story = withBlocked();
    expect(story.tell('cancel', { ...a, only: 'blocked' }).code).toBe('done');
    expect(deeds(story)).toEqual(['archive_blocked_task a']);
    story.control('pause');
    story.add('task', 'b');
    expect(story.tell('cancel', { id: 'b', only: 'blocked' })).toMatchObject({ ok: false, code: 'refused' });
  });

  it('knows what is over, what never was, and what is meant', () => {
    const story = paused();
    expect(story.tell('cancel', a).code).toBe('not_found');
    story.add('task', 'a');
    story.add('probe', 'a');
    expect(story.tell('cancel', { id: 'a' })).toMatchObject({ code: 'conflict' });
    story.control('resume');
    story.play();
    expect(story.tell('cancel', a)).toMatchObject({ code: 'refused', text: expect.stringContaining('is done') });
  });

  it('of a root spec withdraws its promise', () => {
    const story = new Story({ planner: [failed('runner_timeout'), failed('runner_timeout')], mechanic: ['BLOCKED'] });
    story.begin();
    story.add('spec', 'r', { root: 'r' });
    story.play();
    expect(story.world.scheduler.targets).toHaveLength(1);
    story.tell('cancel', { id: 'r' });
    expect(story.world.scheduler.targets).toEqual([]);
    expect(story.last('target')?.value).toMatchObject({ state: 'withdrawn' });
    expect(story.world.closed.size).toBe(0);
  });

  it('of an incident leaves its original blocked, which says so', () => {
    const story = new Story({
      builder: ['BLOCKED', 'BLOCKED', 'BLOCKED'],
      troubleshooter: ['BLOCKED', 'BLOCKED'],
      consultant: ['NEEDS_PLANNING'],
    });
    story.begin();
    story.add('task', 'a');
    story.deliver();
    while (story.item('task', 'a')?.state === 'active') {
      story.control('pause');
      story.endStage();
      if (story.item('task', 'a')?.state === 'active') story.control('resume');
      story.deliver();
    }
    const incident = Object.values(story.world.scheduler.items).find((item) => item.family === 'incident');
    expect(story.blocked('a')).toMatchObject({ needsYou: false });
    expect(story.tell('resolve_incident', { id: incident?.id ?? '' }).text).toContain('task a stays blocked');
    expect(story.blocked('a')).toMatchObject({ needsYou: true, reason: expect.stringContaining('resolved by tester') });
    expect(story.item('task', 'a')?.state).toBe('blocked');
    expect(story.tell('requeue', a).code).toBe('done');
  });
});

describe('requeue', () => {
  it('of what is queued changes nothing, and says so like every command that does not', () => {
    const story = paused();
    story.add('task', 'a');
    const answer = story.tell('requeue', a);
    expect(answer).toMatchObject({ ok: true, code: 'unchanged', text: 'task a is in the queue already.' });
    expect(story.tell('requeue', { all: true })).toMatchObject({ ok: true, code: 'unchanged' });
  });

  it('lets a blocked item run again from its entry, with fresh counters, and who waits waits on', () => {
    const story = withBlocked();
    story.add('task', 'b', { dependsOn: ['a'] });
    const before = story.requests.length;
    expect(story.tell('requeue', a)).toMatchObject({ code: 'done' });
    story.deliver();
    expect(story.world.lineages.get('backlog')?.activation).toMatchObject({
      node: 'builder',
      spent: {},
      stageNumber: 1,
    });
    story.play();
    expect(story.requests[before]).toMatchObject({ node: 'builder', stageNumber: 1 });
    expect(story.requests[before]?.runId).not.toBe(story.requests[0]?.runId);
  });

  it('of all takes every blocked item that nothing else takes care of', () => {
    const story = withBlocked();
    expect(story.tell('requeue', { all: true }).text).toContain('a');
    expect(story.world.scheduler.items['task/a']?.state).not.toBe('blocked');
    expect(new Story().tell('requeue', { all: true })).toMatchObject({ ok: true, code: 'unchanged' });
  });

  it('of all leaves alone what planning is about to replace', () => {
    const story = new Story({ 'builder:a': Array<string>(9).fill('BLOCKED'), consultant: ['NEEDS_PLANNING'] });
    story.begin();
    story.add('task', 'a');
    story.deliver();
    while (story.item('task', 'a')?.state === 'active') story.endStage();
    expect(story.item('task', 'a')?.state).toBe('blocked');
    expect(story.tell('requeue', { all: true })).toMatchObject({ code: 'unchanged' });
    expect(story.item('task', 'a')?.state).toBe('blocked');
  });

  it('refuses what is not blocked, and another lineage', () => {
    const story = withBlocked();
    expect(story.tell('requeue', { ...a, root: 'r' })).toMatchObject({ code: 'conflict' });
    story.control('pause');
    story.add('task', 'b');
    expect(story.tell('requeue', { id: 'b' })).toMatchObject({ ok: true, code: 'unchanged' });
  });
});

describe('supersede', () => {
  function three(): Story {
    const story = paused();
    for (const id of ['a', 'n']) story.add('task', id);
    story.add('task', 'b', { dependsOn: ['a'] });
    story.add('task', 'c', { dependsOn: ['b'] });
    return story;
  }

  it('takes one away that waits for itself', () => {
    const story = three();
    story.add('task', 'self', { dependsOn: ['self'] });
    expect(story.tell('supersede', { family: 'task', id: 'self', replacement: 'n' })).toMatchObject({ code: 'done' });
    expect(story.item('task', 'self')).toBeUndefined();
    expect([...story.world.scheduler.ready.execution, ...story.world.scheduler.waiting]).not.toContain('task/self');
  });

  it('lets those who waited wait for the new one: only its being done counts', () => {
    const story = three();
    expect(story.tell('supersede', { ...a, replacement: 'n' }).text).toContain('b waits for n now');
    expect(place(story, 'a')).toMatchObject({ state: 'superseded', replacedBy: 'n' });
    story.add('task', 'd', { dependsOn: ['a'] });
    expect(story.item('task', 'd')?.waitsFor).toEqual(['n']);
    story.world.renew();
    story.control('resume');
    story.play();
    expect(story.claims()).toEqual(['task/n', 'task/b', 'task/c', 'task/d']);
  });

  it('cancels those who waited, and those who waited for them, when asked to', () => {
    const story = three();
    expect(story.tell('supersede', { ...a, replacement: 'n', cascade: 'cancel' }).text).toContain(
      'Cancelled with it: b, c',
    );
    expect(Object.keys(story.world.scheduler.items)).toEqual(['task/n']);
  });

  it('retargets their documents when those are as they were', () => {
    const story = three();
    const was = story.item('task', 'b')?.sha256 ?? '';
    const asked = { ...a, replacement: 'n', cascade: 'retarget' as const };
    expect(story.tell('supersede', asked)).toMatchObject({ code: 'conflict' });
    expect(story.tell('supersede', { ...asked, revisions: [{ id: 'b', was, sha256: 'new' }] }).code).toBe('done');
    expect(place(story, 'b')).toMatchObject({ state: 'queued', sha256: 'new' });
  });

  it('refuses one that is not there, that is itself, or that waits for the old one', () => {
    const story = three();
    expect(story.tell('supersede', { ...a, replacement: 'x' }).code).toBe('not_found');
    expect(story.tell('supersede', { ...a, replacement: 'a' }).code).toBe('conflict');
    expect(story.tell('supersede', { ...a, replacement: 'c' }).code).toBe('conflict');
  });

  it('refuses one that was taken away itself, and says what to do', () => {
    const story = three();
    story.add('task', 'm');
    story.tell('cancel', { id: 'm' });
    expect(story.tell('supersede', { ...a, replacement: 'm' })).toMatchObject({
      code: 'conflict',
      text: 'task m is cancelled: nobody will do its work, so it cannot take the place of a. Name another task, or `millrace cancel a`.',
    });
    story.add('task', 'k');
    story.tell('supersede', { id: 'k', replacement: 'n' });
    expect(story.tell('supersede', { ...a, replacement: 'k' })).toMatchObject({
      code: 'conflict',
      text: 'task k is superseded by n: name that one as the replacement.',
    });
    expect(story.item('task', 'a')?.state).toBe('queued');
  });

  it('by one that is done lets those who waited go', () => {
    const story = paused();
    story.add('task', 'n');
    story.control('resume');
    story.play();
    story.control('pause');
    story.add('task', 'a', { dependsOn: ['x'] });
    story.add('task', 'b', { dependsOn: ['a'] });
    story.tell('supersede', { ...a, replacement: 'n' });
    expect(story.item('task', 'b')?.waitsFor).toEqual([]);
  });
});

describe('retarget', () => {
  it('lets a queued item wait for another, never for itself', () => {
    const story = paused();
    for (const id of ['x', 'y']) story.add('task', id);
    story.add('task', 'a', { dependsOn: ['x'] });
    story.add('task', 'b', { dependsOn: ['a'] });
    const revision = { id: 'a', was: story.item('task', 'a')?.sha256 ?? '', sha256: 'new' };
    expect(story.tell('retarget', { ...a, from: 'x', to: 'b', revision }).code).toBe('conflict');
    expect(story.tell('retarget', { ...a, from: 'y', to: 'x', revision }).code).toBe('conflict');
    expect(story.tell('retarget', { ...a, from: 'x', to: 'y', revision }).code).toBe('done');
    expect(story.item('task', 'a')).toMatchObject({ waitsFor: ['y'], sha256: 'new' });
    expect(story.tell('retarget', { ...a, from: 'y', to: 'x', revision })).toMatchObject({ code: 'conflict' });
  });
});

describe('clear-stale-state', () => {
  it('lifts a stop and a pause, and says when nothing was stale', () => {
    const story = new Story();
    expect(story.tell('clear_stale_state', {})).toMatchObject({ ok: true, code: 'unchanged' });
    story.control('stop');
    story.control('pause');
    expect(story.tell('clear_stale_state', {}).text).toBe('The stop is lifted; The pause is lifted.');
    expect(story.world.scheduler).toMatchObject({ stopping: false, pauses: [] });
  });

  it('requeues the item of a lineage that runs no more', () => {
    const story = new Story();
    story.begin();
    story.add('task', 'a');
    story.deliver();
    const lost = { turn: 1, emitted: [] };
    expect(story.tell('clear_stale_state', {}).text).toContain('its lineage works');
    expect(story.tell('clear_stale_state', { lost }).text).toContain('is queued');
    expect(story.claims()).toEqual(['task/a', 'task/a']);
  });
});
