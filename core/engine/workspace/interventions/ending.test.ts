// Ending the active item: its agent is ended, the turn comes back, and only a stage that had finished comes before the end.
import { describe, expect, it } from 'vitest';
import { environment, Story, type Script } from '../../../../test/pure/story.js';

const a = { family: 'task', id: 'a' };

function running(script: Script = {}): Story {
  const story = new Story(script);
  story.begin();
  story.add('task', 'a');
  story.add('task', 'b');
  story.deliver();
  return story;
}

const stateOf = (story: Story) => story.world.scheduler.finished.find((one) => one.key === 'task/a');
const isEnded = (story: Story): boolean | undefined => story.world.running[0]?.ended;

describe('cancel of the active item', () => {
  it('ends its agent; then it is cancelled and the next one runs', () => {
    const story = running();
    const answer = story.tell('cancel', a);
    expect(answer).toMatchObject({
      code: 'done',
      text: 'Cancelling a; its agent is being ended.',
      pending: { turn: 1 },
    });
    expect(story.last('workspace')?.value.active).toMatchObject({ id: 'a', ending: 'cancelled' });
    story.deliver();
    expect(isEnded(story)).toBe(true);
    expect(story.tell('cancel', a)).toMatchObject({ code: 'unchanged', pending: { turn: 1 } });
    story.cutStage();
    expect(stateOf(story)).toMatchObject({ as: 'cancelled' });
    expect(story.events('stage_ended')).toMatchObject([{ node_id: 'builder', issuer: 'tester' }]);
    expect(story.events('work_item_cancelled')).toMatchObject([{ from: 'active', issuer: 'tester', turn: 1 }]);
    story.play();
    expect(story.isDone('task', 'b')).toBe(true);
  });

  it('comes too late when the stage had finished and the item was done with it', () => {
    const story = running();
    story.endStage();
    story.endStage();
    story.tell('cancel', a);
    story.deliver();
    story.endStage();
    expect(story.isDone('task', 'a')).toBe(true);
    expect(story.events('work_item_done')).toMatchObject([{ too_late: { to: 'cancelled', issuer: 'tester' } }]);
  });

  it('wins at the boundary when the stage had finished and more was to come', () => {
    const story = running();
    story.tell('cancel', a);
    story.endStage();
    expect(story.stages).toEqual(['builder BUILDER_COMPLETE']);
    expect(story.events('router_decision')).toMatchObject([{ next: 'end:cancelled' }]);
    expect(stateOf(story)).toMatchObject({ as: 'cancelled' });
  });

  it('leaves at once what waits for its environment, what is held, and what has not begun', () => {
    const waiting = running({ builder: [environment('network_unavailable')] });
    waiting.world.end((request) =>
      waiting.world.outcome(request, {
        outcome: 'BLOCKED',
        origin: 'environment',
        failureClass: 'network_unavailable',
      }),
    );
    waiting.world.deliver(0, false);
    expect(waiting.world.lineages.get('backlog')?.activation?.phase).toBe('waiting');
    waiting.world.deliver(
      waiting.world.letters.findIndex(({ event }) => event.type === 'held'),
      false,
    );
    expect(waiting.tell('cancel', a).text).toBe('Cancelling a; it waits for its environment no longer.');
    // It comes before the timer rings.
    waiting.world.deliver(
      waiting.world.letters.findIndex(({ event }) => event.type === 'end'),
      false,
    );
    waiting.deliver();
    expect(stateOf(waiting)).toMatchObject({ as: 'cancelled' });

    const held = running();
    held.control('pause');
    held.endStage();
    expect(held.tell('cancel', a).text).toBe('Cancelling a; no stage of it runs.');
    held.deliver();
    expect(stateOf(held)).toMatchObject({ as: 'cancelled' });
    expect(held.last('workspace')?.value).toMatchObject({ phase: 'paused', active: null });

    const early = new Story();
    early.begin();
    early.add('task', 'a');
    early.tell('cancel', a);
    early.world.deliver(1, false);
    early.deliver();
    expect(stateOf(early)).toMatchObject({ as: 'cancelled' });
    expect(early.world.started.size).toBe(0);
  });

  it('admits nothing of what its stages left: it lies in quarantine with the reason', () => {
    const story = new Story({ planner: [{ outcome: 'PLANNER_COMPLETE', emitted: [] }] });
    story.begin();
    story.add('spec', 's');
    story.deliver();
    const ref = {
      family: 'task',
      id: 't',
      root: 'backlog',
      createdAt: 'x',
      dependsOn: [],
      sha256: 'a'.repeat(64),
      source: 'emission' as const,
    };
    story.world.end((request) => story.world.outcome(request, { outcome: 'PLANNER_COMPLETE', emitted: [ref] }));
    story.deliver();
    story.tell('cancel', { id: 's' });
    story.deliver();
    story.cutStage();
    expect(story.item('task', 't')).toBeUndefined();
    expect(story.last('quarantine')).toMatchObject({
      id: 't',
      sha256: 'a'.repeat(64),
      reason: expect.stringContaining('cancelled by tester'),
    });
  });

  it('is kept when its lineage is ended from outside meanwhile', () => {
    const story = running();
    story.tell('cancel', a);
    const reclaim = { commandId: 'r', issuer: 'worker', reason: '', turn: 1, emitted: [] };
    story.world.command({ type: 'reclaim', at: story.world.now(), args: reclaim });
    expect(stateOf(story)).toMatchObject({ as: 'cancelled' });
  });

  it('needs no incident that the runtime wrote: what an agent left goes to quarantine, that does not', () => {
    const story = running();
    story.tell('cancel', a);
    const ref = { root: 'backlog', createdAt: 'x', dependsOn: [], sha256: 'sha', generation: 1, stuck: null };
    const emitted = [
      { ...ref, family: 'incident', id: 'of-the-runtime', source: 'runtime' as const },
      { ...ref, family: 'task', id: 'of-an-agent', source: 'emission' as const },
    ];
    const reclaim = { commandId: 'r', issuer: 'worker', reason: '', turn: 1, emitted };
    story.world.command({ type: 'reclaim', at: story.world.now(), args: reclaim });
    const aside = story.world.shown.flatMap((entry) => (entry.kind === 'quarantine' ? [entry.id] : []));
    expect(aside).toEqual(['of-an-agent']);
  });

  it('is refused for a root that is judged', () => {
    const story = new Story({ manager: [{ outcome: 'MANAGER_COMPLETE', emitted: [] }] });
    story.begin();
    story.add('spec', 'r', { root: 'r' });
    story.deliver();
    while (story.world.scheduler.turns[0]?.judges !== true) story.endStage();
    expect(story.tell('cancel', { id: 'r' })).toMatchObject({
      code: 'refused',
      text: expect.stringContaining('judged now'),
    });
    expect(story.tell('retry_active', {})).toMatchObject({
      code: 'refused',
      text: expect.stringContaining('judged now'),
    });
  });
});

describe('retry of the active item', () => {
  it('starts it again from its entry in a new run', () => {
    const story = running();
    story.endStage();
    expect(story.tell('retry_active', { plane: 'planning' })).toMatchObject({ code: 'refused' });
    expect(story.tell('retry_active', { plane: 'execution' }).text).toContain('Starting again a');
    story.deliver();
    story.cutStage();
    expect(story.events('work_item_requeued')).toMatchObject([{ work_item: 'task/a' }]);
    story.play();
    expect(story.stages).toEqual([
      'builder BUILDER_COMPLETE',
      ...['builder BUILDER_COMPLETE', 'checker CHECKER_PASS', 'updater UPDATE_COMPLETE'],
      ...['builder BUILDER_COMPLETE', 'checker CHECKER_PASS', 'updater UPDATE_COMPLETE'],
    ]);
    expect(new Set(story.requests.map(({ runId }) => runId)).size).toBe(3);
  });

  it('gives way to a cancellation, which gives way to nothing', () => {
    const story = running();
    story.tell('retry_active', {});
    expect(story.tell('cancel', a).code).toBe('done');
    expect(story.tell('retry_active', {})).toMatchObject({ code: 'conflict' });
    story.deliver();
    story.cutStage();
    expect(stateOf(story)).toMatchObject({ as: 'cancelled' });
  });

  it.each([
    ['pause', 'It does not start while the workspace is paused by operator; `millrace resume` lets it go on.'],
    ['stop', 'It starts with the next `millrace run`: the workspace is stopping.'],
  ] as const)('says that nothing will start after a %s', (command, note) => {
    const story = running();
    expect(story.tell('retry_active', {}).text).toBe('Starting again a; its agent is being ended.');
    const held = running();
    held.control(command);
    expect(held.tell('retry_active', {}).text).toBe(`Starting again a; its agent is being ended. ${note}`);
    expect(held.tell('retry_active', {}).text).toContain(`already. ${note}`);
    expect(held.tell('cancel', a).text).toBe('Cancelling a; its agent is being ended.');
    expect(held.last('workspace')?.value.stopping).toBe(command === 'stop' ? true : undefined);
  });

  it('is refused when nothing is active', () => {
    expect(new Story().tell('retry_active', {})).toMatchObject({ ok: false, code: 'refused' });
  });

  it('goes together with a stop: the next worker runs it from its entry', () => {
    const story = running();
    story.endStage();
    story.control('stop');
    story.tell('retry_active', {});
    story.deliver();
    story.cutStage();
    expect(story.last('workspace')?.value).toMatchObject({ phase: 'stopped', active: null });
    story.begin();
    story.deliver();
    expect(story.world.running[0]?.request).toMatchObject({ node: 'builder', stageNumber: 1 });
  });
});
