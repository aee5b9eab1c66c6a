// G6, G7: a root that was claimed is judged when its lineage is empty, closes by a verdict only, and is never judged for ever.
import { describe, expect, it } from 'vitest';
import { type Script, Story } from '../../../../test/pure/story.js';
import { documentRef } from '../../../../test/pure/world.js';
import { compileShipped } from '../../../../test/support/plan.js';

/** The Manager of the root leaves one task, and every Manager after it another. */
function withRoot(script: Script = {}): Story {
  const task = (id: string) => ({ outcome: 'MANAGER_COMPLETE', emitted: [documentRef('task', id, 'r', [])] });
  const story = new Story({ manager: [task('t1'), task('t2'), task('t3'), task('t4'), task('t5')], ...script });
  story.begin();
  story.add('spec', 'r', { root: 'r' });
  return story;
}

const judgings = (story: Story): number => story.events('closure_judging').length;
const target = (story: Story) => story.last('target')?.value;

describe('a root', () => {
  it('is judged when its last task is done, and closes when the Arbiter passes it', () => {
    const story = withRoot().play();
    expect(story.stages.map((stage) => stage.split(' ')[0])).toEqual([
      ...['planner', 'manager', 'builder', 'checker', 'updater', 'arbiter'],
    ]);
    expect(target(story)).toMatchObject({ root: 'r', state: 'closed' });
    expect(story.world.scheduler.targets).toEqual([]);
    expect(story.requests.at(-1)).toMatchObject({ node: 'arbiter', closure: { round: 1 }, item: { id: 'r' } });
  });

  it('comes before rootless work and other roots once its work is done', () => {
    const story = withRoot();
    story.add('task', 'loose');
    story.add('spec', 'later', { root: 'later' });
    story.play();
    const order = story.requests.map(({ node, item }) => `${node} ${item.id}`);
    expect(order.indexOf('arbiter r')).toBeLessThan(order.indexOf('builder loose'));
    expect(order.indexOf('arbiter r')).toBeLessThan(order.indexOf('planner later'));
  });

  it('keeps others waiting only while its own work can go on', () => {
    const story = withRoot({ consultant: ['BLOCKED'], 'builder:t1': Array<string>(9).fill('BLOCKED') });
    story.add('spec', 'later', { root: 'later' });
    story.play();
    expect(story.item('task', 't1')?.state).toBe('blocked');
    expect(story.isDone('spec', 'later')).toBe(true);
    expect(story.world.scheduler.targets).toMatchObject([{ root: 'r', state: 'open' }]);
    expect(story.requests.some(({ node, item }) => node === 'arbiter' && item.id === 'r')).toBe(false);
  });

  it('is closed before anything is learned from it, before revision 7', () => {
    const story = new Story({}, compileShipped('', 'learning_codex').named, 6);
    story.add('learning_request', 'l', { root: 'r' });
    story.add('spec', 'r', { root: 'r' });
    story.begin();
    story.play();
    const order = story.requests.map(({ node }) => node);
    expect(order.indexOf('arbiter')).toBeGreaterThan(0);
    expect(order.indexOf('arbiter')).toBeLessThan(order.indexOf('analyst'));
    expect(story.isDone('learning_request', 'l')).toBe(true);
  });

  it.each(['queued', 'active', 'blocked'] as const)('is closed while what is to be learned of it is %s', (state) => {
    const story = new Story({ analyst: ['BLOCKED'] }, compileShipped('', 'learning_codex').named);
    story.begin();
    story.add('learning_request', 'l', { root: 'r' });
    if (state === 'blocked') story.play();
    if (state === 'queued') story.add('learning_request', 'k', { root: 'r', createdAt: '2026-02-01T00:00:00Z' });
    story.add('spec', 'r', { root: 'r' });
    // Stages of the foreground alone end.
    while (story.endForeground()) continue;
    expect(target(story)).toMatchObject({ root: 'r', state: 'closed' });
    expect(story.item('learning_request', state === 'queued' ? 'k' : 'l')?.state).toBe(state);
    const section = story.last('workspace')?.value;
    expect(section?.targets).toEqual([]);
    expect((section?.stuck ?? []).filter(({ what }) => what === 'root')).toEqual([]);
  });

  it('is closed in a mode that does not learn while learning requests and probes wait, and the former say why', () => {
    const reason = 'the mode default_codex has no entry for learning_request';
    const task = { outcome: 'MANAGER_COMPLETE', emitted: [documentRef('task', 't1', 'r', [])] };
    const story = new Story({ manager: [task], recon: ['RECON_BLOCKED'] }, compileShipped('', 'default_codex').named);
    story.add('learning_request', 'l', { root: 'r' });
    story.add('probe', 'p');
    story.add('spec', 'r', { root: 'r' });
    story.begin();
    story.play();
    expect(target(story)).toMatchObject({ root: 'r', state: 'closed' });
    expect(story.last('workspace')?.value).toMatchObject({
      phase: 'idle',
      waiting: [{ family: 'learning_request', id: 'l', reason }],
    });
    expect(story.item('probe', 'p')?.state).toBe('blocked');
  });

  it('is not judged in a mode without a closure', () => {
    const story = new Story();
    story.reload({ planDigest: 'no closure', closes: false });
    story.add('spec', 'r', { root: 'r' });
    expect(story.world.scheduler.targets).toEqual([]);
  });
});

describe('a gap', () => {
  it('opens an incident whose work is done before the root is judged again', () => {
    const story = withRoot({ arbiter: ['REMEDIATION_NEEDED', 'ARBITER_COMPLETE'] }).play();
    expect(judgings(story)).toBe(2);
    const incident = story.events('closure_gap_found')[0]?.['incident'];
    expect(incident).toMatch(/^arbiter-gap-r-[0-9a-f]{8}$/);
    expect(story.isDone('incident', String(incident))).toBe(true);
    expect(story.isDone('task', 't2')).toBe(true);
    expect(target(story)).toMatchObject({ state: 'closed', rounds: 1 });
  });

  it('found again with no work between parks the target', () => {
    const idle = { outcome: 'MANAGER_COMPLETE', emitted: [] };
    const first = { outcome: 'MANAGER_COMPLETE', emitted: [documentRef('task', 't1', 'r', [])] };
    const story = withRoot({ arbiter: Array<string>(9).fill('REMEDIATION_NEEDED'), manager: [first, idle] }).play();
    expect(judgings(story)).toBe(2);
    expect(target(story)).toMatchObject({ state: 'parked', reason: expect.stringContaining('no work') });
  });

  it('is mended as often as the plan allows, then a person is asked', () => {
    const story = withRoot({ arbiter: Array<string>(9).fill('REMEDIATION_NEEDED') }).play();
    expect(judgings(story)).toBe(4);
    expect(target(story)).toMatchObject({ state: 'parked', rounds: 3, reason: expect.stringContaining('3 rounds') });
    expect(story.last('workspace')?.value.targets).toMatchObject([{ root: 'r', state: 'parked' }]);
  });
});

describe('an Arbiter that cannot judge', () => {
  const blocked = () => ({ arbiter: ['BLOCKED', 'ARBITER_COMPLETE'] });

  it('parks the target instead of being asked again', () => {
    const story = withRoot(blocked()).play();
    expect(judgings(story)).toBe(1);
    expect(target(story)?.state).toBe('parked');
  });

  it('is asked again when work of the lineage was done meanwhile', () => {
    const story = withRoot(blocked()).play();
    story.add('task', 'more', { root: 'r' });
    story.play();
    expect(judgings(story)).toBe(2);
    expect(target(story)).toMatchObject({ state: 'closed' });
  });
});

describe('a parked root', () => {
  it('is judged again when a person says so, and once only', () => {
    const story = withRoot({ arbiter: ['BLOCKED', 'ARBITER_COMPLETE'] }).play();
    const ask = (commandId: string, root: string) =>
      story.world.command({
        type: 'judge',
        at: '2026-02-01T00:00:00Z',
        args: { commandId, issuer: 'tester', reason: 'mended', root },
      });
    expect(ask('one', 'other')).toMatchObject({ ok: false, code: 'not_found' });
    expect(ask('two', 'r')).toMatchObject({
      ok: true,
      code: 'done',
      text: expect.stringContaining('none of its work is left'),
    });
    story.play();
    expect(judgings(story)).toBe(2);
    expect(target(story)).toMatchObject({ state: 'closed' });
    expect(ask('three', 'r')).toMatchObject({ ok: false, code: 'not_found' });
  });
});

describe('work that comes while a root is judged', () => {
  it('keeps it open; it is judged again afterwards', () => {
    const story = withRoot();
    while (!story.requests.some(({ node }) => node === 'updater')) story.endStage();
    story.deliver();
    expect(story.world.running[0]?.request.node).toBe('arbiter');
    story.add('task', 'late', { root: 'r' });
    story.play();
    expect(story.events('closure_overtaken')).toHaveLength(1);
    expect(judgings(story)).toBe(2);
    expect(target(story)).toMatchObject({ state: 'closed' });
  });
});
