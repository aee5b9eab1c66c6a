// A stage behind a gate waits for a person, spends nothing by it, and goes on as the very attempt that asked.
import { describe, expect, it } from 'vitest';
import { compileShipped } from '../../test/support/plan.js';
import { environment, type Script, Story } from '../../test/pure/story.js';
import type { Answer } from '../contracts/commands.js';
import type { NamedPlan } from '../contracts/plan.js';
import { stepExecutor } from './lineage/executor.js';

const gated = (more = ''): NamedPlan =>
  compileShipped(
    `[stages.builder.capabilities]\n"runner.invoke" = "approval_required"\n[execution_capabilities]\n${more}`,
  ).named;
const GATED = gated();

/** A story whose builder asks, with task `a` claimed and asking. */
function asking(script: Script = {}, named: NamedPlan = GATED): Story {
  const story = new Story(script, named);
  story.begin();
  story.add('task', 'a');
  story.deliver();
  return story;
}

const asked = (story: Story, index = 0) => {
  const approval = story.world.scheduler.approvals[index];
  if (approval === undefined) throw new Error('nothing was asked');
  return approval;
};

let commands = 0;
function decide(
  story: Story,
  type: 'approve' | 'deny',
  approval: string,
  commandId = `decide-${(commands += 1)}`,
): Answer {
  const args = { commandId, issuer: 'ann', reason: 'seen it', approval };
  const answer = story.world.command({ type, at: story.world.now(), args });
  if (answer === null) throw new Error('not answered');
  return answer;
}

const activation = (story: Story) => story.world.lineages.get('backlog')?.activation;
const shownLast = (story: Story) => story.last('approval')?.value;
const phase = (story: Story) => story.last('workspace')?.value.phase;

describe('a stage behind a gate', () => {
  it('asks once, before anything starts, and says what exactly would be allowed', () => {
    const story = asking();
    expect(story.world.running).toEqual([]);
    expect(asked(story)).toMatchObject({
      node: 'builder',
      capabilities: ['runner.invoke'],
      status: 'pending',
      turn: 1,
    });
    expect(shownLast(story)).toEqual(asked(story));
    expect(story.events('approval_requested')).toMatchObject([{ approval_id: asked(story).id, work_item: 'task/a' }]);
    expect(activation(story)).toMatchObject({ phase: 'asking', requestId: null, attempt: 1, stageNumber: 1 });
    expect(phase(story)).toBe('asking');
  });

  it('goes on as the attempt that asked when it is approved, and its later visits ask no more', () => {
    const story = asking({
      checker: ['BLOCKED'],
      troubleshooter: [{ outcome: 'TROUBLESHOOT_COMPLETE', resume: 'builder' }],
    });
    const { requestId, id } = asked(story);
    expect(decide(story, 'approve', id)).toMatchObject({
      code: 'done',
      text: expect.stringContaining('It goes on while a worker runs.'),
    });
    expect(phase(story)).toBe('running');
    story.play();
    expect(story.requests[0]).toMatchObject({ requestId, attempt: 1, stageNumber: 1, node: 'builder' });
    expect(story.stages.filter((line) => line.startsWith('builder'))).toHaveLength(2);
    expect(story.world.scheduler.approvals).toHaveLength(1);
    expect(story.isDone('task', 'a')).toBe(true);
    expect(story.events('approval_approved')).toMatchObject([{ approval_id: id, issuer: 'ann', reason: 'seen it' }]);
    expect(shownLast(story)).toMatchObject({ status: 'approved', decidedBy: 'ann', decisionReason: 'seen it' });
  });

  it('does not ask again when its environment fails', () => {
    const story = asking({ builder: [environment('network_unavailable')] });
    decide(story, 'approve', asked(story).id);
    story.play();
    expect(story.requests.map(({ node, attempt }) => `${node} ${attempt}`).slice(0, 2)).toEqual([
      'builder 1',
      'builder 2',
    ]);
    expect(story.world.scheduler.approvals).toHaveLength(1);
  });

  it('asks again for another item', () => {
    const story = asking();
    story.add('task', 'b');
    decide(story, 'approve', asked(story).id);
    story.play();
    expect(asked(story, 1)).toMatchObject({ status: 'pending', item: { id: 'b' }, turn: 2 });
    expect(asked(story, 1).id).not.toBe(asked(story).id);
    expect(asked(story, 1).digest).not.toBe(asked(story).digest);
  });

  it('blocks its item when it is denied: nothing runs, no repair stage either, and a person is named', () => {
    const story = asking();
    expect(decide(story, 'deny', asked(story).id)).toMatchObject({ code: 'done', ok: true });
    story.play();
    expect(story.stages).toEqual([]);
    const reason = 'builder asked for runner.invoke; ann denied it: seen it';
    expect(story.blocked('a')).toMatchObject({ failureClass: 'approval_denied', needsYou: true, reason });
    expect(story.blocked('a')?.remedy).toMatch(/`millrace retry a --family task` asks again/);
    expect(story.blocked('a')?.remedy).not.toMatch(/Read runs/);
    expect(story.item('task', 'a')).toMatchObject({ state: 'blocked' });
    expect(phase(story)).toBe('idle');
    expect(story.tell('requeue', { id: 'a' }).code).toBe('done');
    story.play();
    expect(phase(story)).toBe('asking');
  });

  it('that its plan denies blocks the item: a plan of an earlier release may say so', () => {
    const plan = structuredClone(GATED.plan);
    const builder = plan.planes.execution?.nodes['builder'];
    if (builder) builder.capabilities = { 'network.access': 'deny' };
    const story = asking({}, { ...GATED, plan });
    expect(story.blocked('a')).toMatchObject({ failureClass: 'capability_denied', needsYou: true });
    expect(story.world.running).toEqual([]);
  });
});

describe('an approval', () => {
  it('expires: its item is blocked, and nobody can approve it any more', () => {
    const story = asking({}, gated('approval_seconds = 600\n'));
    const { id, expiresAt, askedAt } = asked(story);
    expect(Date.parse(expiresAt ?? '') - Date.parse(askedAt)).toBe(600_000);
    expect(story.world.wake()).toBe(true);
    expect(decide(story, 'approve', id)).toMatchObject({ ok: false, code: 'conflict' });
    story.play();
    expect(story.blocked('a')).toMatchObject({ failureClass: 'approval_expired', needsYou: true });
    expect(shownLast(story)).toMatchObject({ status: 'expired', decidedBy: null });
    expect(story.events('approval_expired')).toHaveLength(1);
    expect(story.stages).toEqual([]);
  });

  it('expires at the very moment that it names', () => {
    const story = asking({}, gated('approval_seconds = 600\n'));
    const { expiresAt } = asked(story);
    story.world.command({ type: 'woken', at: new Date(Date.parse(expiresAt ?? '') - 1).toISOString() });
    expect(asked(story).status).toBe('pending');
    story.world.command({ type: 'woken', at: expiresAt ?? '' });
    expect(asked(story).status).toBe('expired');
  });

  it('of an earlier question does not answer the one that is open', () => {
    const story = asking();
    const state = story.world.lineages.get('backlog');
    if (state === undefined) throw new Error('no lineage');
    const said = { decision: 'approved' as const, issuer: 'ann', reason: '' };
    const message = { v: 1 as const, turn: 1, approvalId: 'approval-of-before', ...said };
    const at = story.world.now();
    expect(stepExecutor(state, { type: 'decided', at, message }, story.world.plan)).toEqual([]);
    expect(activation(story)).toMatchObject({ phase: 'asking', approval: { id: asked(story).id } });
  });

  it('that has expired is refused even before the workspace woke', () => {
    const story = asking({}, gated('approval_seconds = 1\n'));
    expect(decide(story, 'approve', asked(story).id)).toMatchObject({
      code: 'conflict',
      text: expect.stringMatching(/expired/),
    });
    expect(asked(story).status).toBe('pending');
  });

  it('expires when it was granted, too: the stage asks again under a new id', () => {
    const story = asking({}, gated('approval_seconds = 600\n'));
    story.control('pause');
    story.deliver();
    decide(story, 'approve', asked(story).id);
    story.deliver();
    expect(activation(story)).toMatchObject({ phase: 'ready', granted: [{ digest: asked(story).digest }] });
    story.world.later(600);
    story.control('resume');
    story.deliver();
    expect(story.world.running).toEqual([]);
    expect(asked(story, 1)).toMatchObject({ status: 'pending', requestId: asked(story).requestId });
    expect(asked(story, 1).id).not.toBe(asked(story).id);
  });

  it('never expires where the configuration says 0', () => {
    const story = asking({}, gated('approval_seconds = 0\n'));
    expect(asked(story).expiresAt).toBeNull();
    expect(story.world.wake()).toBe(false);
  });

  it('is decided once: a repeat changes nothing, the opposite is a conflict, the same command gets its answer again', () => {
    const story = asking();
    const { id } = asked(story);
    const first = decide(story, 'approve', id, 'same');
    expect(decide(story, 'approve', id, 'same')).toEqual(first);
    expect(decide(story, 'approve', id)).toMatchObject({
      ok: true,
      code: 'unchanged',
      text: expect.stringMatching(/by ann/),
    });
    expect(decide(story, 'deny', id)).toMatchObject({ ok: false, code: 'conflict' });
    story.play();
    expect(story.isDone('task', 'a')).toBe(true);
  });

  it('may be named by a beginning that fits it alone', () => {
    const story = asking();
    story.add('task', 'b');
    const { id } = asked(story);
    expect(decide(story, 'approve', id.slice('approval-'.length, -20))).toMatchObject({ code: 'done' });
    story.play();
    expect(decide(story, 'approve', 'approval-')).toMatchObject({
      code: 'refused',
      text: expect.stringMatching(/fits/),
    });
    expect(decide(story, 'approve', 'approval-x')).toMatchObject({ code: 'not_found' });
    expect(decide(story, 'approve', '')).toMatchObject({ code: 'not_found' });
  });

  it('of a turn that was taken back is cancelled', () => {
    const story = asking();
    const issued = { commandId: 'reclaim', issuer: 'worker', reason: '' };
    story.world.command({ type: 'reclaim', at: story.world.now(), args: { ...issued, turn: 1, emitted: [] } });
    expect(asked(story).status).toBe('cancelled');
    expect(decide(story, 'approve', asked(story).id)).toMatchObject({ code: 'conflict' });
    expect(story.world.wake()).toBe(false);
  });
});

describe('while it is asked', () => {
  it('pause, stop, begin, reload and continue-as-new keep the question, and what was decided acts when the workspace goes on', () => {
    const story = asking();
    const { id } = asked(story);
    for (const control of ['pause', 'stop'] as const) {
      expect(story.control(control).ok).toBe(true);
      story.deliver();
    }
    expect(phase(story)).toBe('stopped');
    story.world.renew();
    expect(decide(story, 'approve', id).text).toMatch(/when the workspace does/);
    story.deliver();
    expect(story.world.running).toEqual([]);
    story.control('resume');
    story.reload({ planId: 'other', planDigest: 'other' });
    story.begin(3);
    story.play();
    expect(story.requests[0]?.requestId).toBe(asked(story).requestId);
    expect(story.isDone('task', 'a')).toBe(true);
  });

  it('a new worker asks nothing anew, and a budget is not spent', () => {
    const story = asking();
    story.begin(1);
    story.deliver();
    expect(story.world.scheduler.approvals).toHaveLength(1);
    expect(phase(story)).toBe('asking');
    decide(story, 'approve', asked(story).id);
    story.play();
    expect(story.stages).toEqual(['builder BUILDER_COMPLETE']);
    expect(phase(story)).toBe('spent');
  });

  it('a message that comes again late changes nothing', () => {
    const story = asking();
    const held = story.world.heldMessages.at(-1);
    if (held === undefined) throw new Error('no message');
    decide(story, 'approve', asked(story).id);
    story.deliver();
    story.world.command({ type: 'held', at: story.world.now(), message: held });
    expect(phase(story), 'the stage runs').toBe('running');
    story.play();
    expect(story.isDone('task', 'a')).toBe(true);
    expect([...story.world.started.values()]).toEqual([1, 1, 1]);
  });
});

it('a root whose judgement is denied is parked', () => {
  const config = '[stages.arbiter.capabilities]\n"runner.invoke" = "approval_required"\n';
  const story = new Story({}, compileShipped(config).named);
  story.begin();
  story.add('spec', 'r', { root: 'r' });
  story.play();
  expect(asked(story)).toMatchObject({ node: 'arbiter', item: { family: 'spec', id: 'r' } });
  decide(story, 'deny', asked(story).id);
  story.play();
  expect(story.world.scheduler.targets).toMatchObject([
    { root: 'r', state: 'parked', reason: expect.stringMatching(/denied/) },
  ]);
});
