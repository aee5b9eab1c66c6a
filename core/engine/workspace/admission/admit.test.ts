// Every document gets a verdict, at once and once; what may not be claimed says why.
import { describe, expect, it } from 'vitest';
import { Story } from '../../../../test/pure/story.js';
import { documentRef } from '../../../../test/pure/world.js';
import { compileShipped } from '../../../../test/support/plan.js';
import { sha256Hex } from '../../../contracts/digest.js';
import type { DocumentRef } from '../../../contracts/documents.js';

const other = sha256Hex('another text');

const verdict = (story: Story, change: Partial<DocumentRef> & { id: string }, family = 'task') =>
  story.enqueue([{ ...documentRef(family, change.id, 'backlog', []), ...change }]).documents?.[0];

describe('a document that is enqueued', () => {
  it('is admitted, placed in its queue and logged', () => {
    const story = new Story();
    expect(verdict(story, { id: 't-1' })).toMatchObject({ verdict: 'admitted', reason: null });
    expect(story.last('place')).toMatchObject({ family: 'task', id: 't-1', state: 'queued' });
    expect(story.events('work_item_admitted')).toHaveLength(1);
    expect(story.world.scheduler.ready.execution).toEqual(['task/t-1']);
  });

  it('is known when the same text comes again, queued or finished', () => {
    const story = new Story();
    story.begin();
    story.add('task', 't-1');
    expect(verdict(story, { id: 't-1' })).toMatchObject({ verdict: 'known' });
    story.play();
    expect(verdict(story, { id: 't-1' })).toMatchObject({ verdict: 'known' });
    expect(story.claims()).toEqual(['task/t-1']);
  });

  it('is refused when its id is taken by another text, and told where that one is', () => {
    const story = new Story();
    story.add('task', 't-1');
    expect(verdict(story, { id: 't-1', sha256: other })).toMatchObject({
      verdict: 'refused',
      reason: expect.stringMatching(/t-1 is taken .* queued/),
    });
    story.begin();
    story.play();
    expect(verdict(story, { id: 't-1', sha256: other })?.reason).toContain('finished');
  });

  it('may share its id with an item of another family', () => {
    const story = new Story();
    story.add('task', 'x');
    expect(verdict(story, { id: 'x' }, 'spec')).toMatchObject({ verdict: 'admitted' });
  });

  it.each([
    ['an unknown family', { family: 'story' }, 'unknown family story'],
    ['an id that leads out of its folder', { id: '../t-1' }, 'not a safe id'],
    ['a root that leads out of its folder', { root: '../r' }, 'not a safe id'],
  ])('is refused for %s', (_name, change, reason) => {
    const story = new Story();
    expect(verdict(story, { id: 't-1', ...change })).toMatchObject({
      verdict: 'refused',
      reason: expect.stringContaining(reason),
    });
    expect(story.world.scheduler.items).toEqual({});
  });

  it('is refused for a family with the name of something that every object has', () => {
    expect(verdict(new Story(), { id: 't-1', family: 'constructor' })).toMatchObject({ verdict: 'refused' });
  });

  it('gets its own verdict within a batch, and the answer counts them', () => {
    const story = new Story();
    story.add('task', 't-1');
    const batch = [
      documentRef('task', 't-1', 'backlog', []),
      documentRef('task', 't-2', 'backlog', []),
      { ...documentRef('task', 't-2', 'backlog', []), sha256: other },
    ];
    const answer = story.enqueue(batch);
    expect(answer).toMatchObject({ ok: false, code: 'conflict', text: '1 admitted, 1 known, 1 refused.' });
    expect(answer.documents?.map((one) => one.verdict)).toEqual(['known', 'admitted', 'refused']);
  });

  it('changes nothing when all of its batch was known', () => {
    const story = new Story();
    story.add('task', 't-1');
    const { seq } = story.world.scheduler;
    expect(story.add('task', 't-1')).toMatchObject({ ok: true, code: 'unchanged', seq });
    expect(story.world.scheduler.seq).toBe(seq);
  });
});

describe('a file that a person changed', () => {
  const drop = { source: 'drop', sha256: other } as const;

  it('is a new revision while its item is queued', () => {
    const story = new Story();
    story.add('task', 't-1');
    expect(verdict(story, { id: 't-1', ...drop, dependsOn: ['t-0'] })).toMatchObject({ verdict: 'admitted' });
    expect(story.item('task', 't-1')).toMatchObject({ sha256: other, waitsFor: ['t-0'] });
    expect(story.world.scheduler.ready.execution).toEqual([]);
    expect(story.world.scheduler.waiting).toEqual(['task/t-1']);
    expect(story.events('work_item_revised')).toHaveLength(1);
  });

  it('lies as deep as before, and stands for the same item', () => {
    const story = new Story();
    story.control('pause');
    verdict(story, { id: 't-1' });
    const [generation, replaces] = [2, 'task/t-0'];
    Object.assign(story.item('task', 't-1') ?? {}, { generation, replaces });
    expect(verdict(story, { id: 't-1', ...drop })).toMatchObject({ verdict: 'admitted' });
    expect(story.item('task', 't-1')).toMatchObject({ sha256: other, generation, replaces });
    expect(story.last('place')).toMatchObject({ id: 't-1', generation, replaces });
  });

  it('is no revision when nothing in it changed', () => {
    const story = new Story();
    story.add('task', 't-1');
    expect(verdict(story, { id: 't-1', source: 'drop' })).toMatchObject({ verdict: 'known' });
  });

  it('is refused once its item runs', () => {
    const story = new Story();
    story.begin();
    story.add('task', 't-1');
    expect(verdict(story, { id: 't-1', ...drop })).toMatchObject({
      verdict: 'refused',
      reason: expect.stringContaining('active'),
    });
  });
});

describe('what a stage emitted', () => {
  const emitting = (refs: DocumentRef[], config = '') => {
    const script = { manager: [{ outcome: 'MANAGER_COMPLETE', emitted: refs }] };
    const story = new Story(script, compileShipped(config).named);
    story.begin();
    story.add('spec', 's-1', { root: 's-1' });
    return story;
  };

  it('is admitted with the end of the activation, not before', () => {
    const story = emitting([documentRef('task', 't-1', 's-1', [])]);
    story.deliver();
    story.endStage();
    expect(story.item('task', 't-1')).toBeUndefined();
    story.play();
    expect(story.isDone('task', 't-1')).toBe(true);
  });

  it('is what its source ends with when it takes its place, and the route says so', () => {
    const planner = [
      { outcome: 'PLANNER_COMPLETE', finishes: true as const, emitted: [documentRef('spec', 's-2', 's-1', [])] },
    ];
    const story = new Story({ planner });
    story.begin();
    story.add('spec', 's-1', { root: 's-1' });
    story.deliver();
    story.endStage();
    expect(story.isDone('spec', 's-1')).toBe(true);
    expect(story.events('router_decision')).toMatchObject([{ next: 'end:done', finished: true }]);
  });

  it('is quarantined with the reason when its id is taken', () => {
    const story = emitting([{ ...documentRef('task', 't-1', 's-1', []), sha256: other }]);
    story.add('task', 't-1');
    story.play();
    expect(story.last('quarantine')).toMatchObject({
      ...{ family: 'task', id: 't-1', sha256: other },
      reason: expect.stringContaining('taken'),
    });
  });

  it('is never more than the plan allows of one stage', () => {
    const many = ['a', 'b', 'c'].map((id) => documentRef('task', id, 's-1', []));
    const story = emitting(many, '[limits]\nemitted_per_stage = 2\n').play();
    expect(story.claims()).toEqual(['spec/s-1', 'task/a', 'task/b']);
  });
});

/** Every planner cuts its spec into one child spec. */
function nested(generations: number): Story {
  const { named } = compileShipped(`[limits]\ngenerations = ${generations}\n`);
  const planner = [1, 2, 3, 4, 5, 6].map((n) => ({
    outcome: 'PLANNER_COMPLETE',
    emitted: [documentRef('spec', `s-${n}`, 's-0', [])],
  }));
  const story = new Story({ planner }, named);
  story.begin();
  story.add('spec', 's-0', { root: 's-0' });
  return story.play();
}

describe('child specs of child specs', () => {
  it.each([1, 3])('are blocked at admission beyond %i generations, with the reason', (generations) => {
    const story = nested(generations);
    const beyond = story.item('spec', `s-${generations + 1}`);
    expect(story.claims()).toHaveLength(generations + 1);
    expect(beyond).toMatchObject({
      state: 'blocked',
      reason: expect.stringContaining(`the plan allows ${generations}`),
    });
    expect(story.world.scheduler.ready.planning).toEqual([]);
    expect(story.last('place')).toMatchObject({ id: `s-${generations + 1}`, state: 'blocked' });
  });

  it('leave the diagnostics of a blocked item, with the run that emitted it', () => {
    const story = nested(1);
    const emitter = story.events('work_item_claimed').at(-1)?.['run_id'];
    expect(story.blocked('s-2')).toMatchObject({
      ...{ node: 'admission', failureClass: 'plan_limit', needsYou: true, root: 's-0', runId: emitter },
      reason: expect.stringContaining('the plan allows 1'),
      remedy: expect.stringContaining(`runs/${String(emitter)}`),
    });
  });
});
