// Commands of operators: what they say is true, a repeat changes nothing, and the stage in flight always finishes.
import { describe, expect, it } from 'vitest';
import { Story } from '../../../../test/pure/story.js';

const phase = (story: Story) => story.last('workspace')?.value.phase;

function running(): Story {
  const story = new Story();
  story.begin();
  story.add('task', 'a');
  story.deliver();
  return story;
}

describe('pause', () => {
  it('lets the stage in flight finish and starts no other', () => {
    const story = running();
    expect(story.control('pause')).toMatchObject({
      ok: true,
      code: 'done',
      text: expect.stringContaining('in flight'),
    });
    story.play();
    expect(story.stages).toEqual(['builder BUILDER_COMPLETE']);
    expect(phase(story)).toBe('paused');
    expect(story.last('run')?.value?.activation).toMatchObject({ phase: 'ready', go: false, node: 'checker' });
  });

  it('speaks of no stage in flight when the holder stands still already', () => {
    const story = new Story();
    story.begin(1);
    story.add('task', 'a');
    story.play();
    expect(story.control('pause').text).toBe('Paused; no stage is in flight. `millrace resume` lets it go on.');
    story.play();
    expect(story.control('stop').text).toBe('Stopped; no stage was in flight.');
  });

  it('shows that it still runs until the stage in flight has ended', () => {
    const story = running();
    story.control('pause');
    expect(phase(story)).toBe('running');
  });

  it('keeps the turn: after resume the same activation goes on at its next stage', () => {
    const story = running();
    story.control('pause');
    story.play();
    story.control('resume');
    story.play();
    expect(story.stages.slice(1)).toEqual(['checker CHECKER_PASS', 'updater UPDATE_COMPLETE']);
    expect(new Set(story.requests.map((request) => request.runId)).size).toBe(1);
  });

  it('keeps new work in line', () => {
    const story = new Story();
    story.begin();
    story.control('pause');
    story.add('task', 'a');
    story.play();
    expect(story.claims()).toEqual([]);
    story.control('resume');
    story.play();
    expect(story.claims()).toEqual(['task/a']);
  });

  it('survives a new worker', () => {
    const story = new Story();
    story.control('pause');
    story.begin();
    story.add('task', 'a');
    story.play();
    expect(story.claims()).toEqual([]);
    expect(story.last('workspace')?.value.pauseSources).toEqual(['operator']);
  });

  it('is unchanged when paused already, and so is resume when not paused', () => {
    const story = new Story();
    expect(story.control('resume')).toMatchObject({ ok: true, code: 'unchanged' });
    story.control('pause');
    expect(story.control('pause')).toMatchObject({ ok: true, code: 'unchanged' });
    expect(story.world.scheduler.pauses).toEqual(['operator']);
  });

  it('of a holder that already went on is overtaken by resume', () => {
    const story = running();
    story.control('pause');
    story.control('resume');
    story.play();
    expect(story.isDone('task', 'a')).toBe(true);
  });
});

describe('reload', () => {
  it('gives new activations the new plan; the one under way finishes on its own', () => {
    const story = running();
    story.add('task', 'b');
    const answer = story.reload({ planId: 'plan-new', planDigest: 'new' });
    expect(answer).toMatchObject({ ok: true, text: 'Plan plan-new is active. a finishes on the plan it began with.' });
    const before = story.world.digest;
    expect(story.world.lineages.get('backlog')?.activation?.planDigest).toBe(before);
    story.play();
    expect(story.isDone('task', 'a')).toBe(true);
    expect(story.requests.map(({ planDigest }) => planDigest)).toEqual([before, before, before, 'new', 'new', 'new']);
    expect(story.claims()).toEqual(['task/a', 'task/b']);
    expect(story.events('runtime_config_reloaded')).toMatchObject([{ plan: 'plan-new' }]);
  });

  it('of the plan that is active changes nothing', () => {
    expect(running().reload()).toMatchObject({ ok: true, code: 'unchanged' });
  });

  it('does not end a stop', () => {
    const story = running();
    story.control('stop');
    story.reload({ planDigest: 'new' });
    expect(phase(story)).not.toBe('idle');
    story.play();
    expect(phase(story)).toBe('stopped');
  });
});

describe('stop', () => {
  it('lets the stage in flight finish, and the next worker goes on there', () => {
    const story = running();
    expect(story.control('stop')).toMatchObject({ ok: true, text: expect.stringContaining('in flight') });
    story.play();
    expect(story.stages).toHaveLength(1);
    expect(phase(story)).toBe('stopped');
    story.begin();
    story.play();
    expect(story.isDone('task', 'a')).toBe(true);
    expect(story.claims()).toEqual(['task/a']);
  });

  it('is no state of the workspace: after begin nothing is left of it', () => {
    const story = new Story();
    story.control('stop');
    expect(phase(story)).toBe('stopped');
    story.begin();
    expect(phase(story)).toBe('idle');
  });

  it('wins over resume, which says so', () => {
    const story = running();
    story.control('stop');
    expect(story.control('resume')).toMatchObject({
      code: 'unchanged',
      text: expect.stringContaining('next `millrace run`'),
    });
    story.control('pause');
    expect(story.control('resume')).toMatchObject({
      code: 'done',
      text: expect.stringContaining('next `millrace run`'),
    });
    story.play();
    expect(story.stages).toHaveLength(1);
  });
});

describe('a stage budget', () => {
  it('of one, three times, takes a task through its three stages', () => {
    const story = new Story();
    story.add('task', 'a');
    const after = [1, 2, 3].map((run) => {
      story.begin(1);
      story.play();
      return [run, story.stages.length, story.world.scheduler.allowance, phase(story)];
    });
    expect(after).toEqual([
      [1, 1, 0, 'spent'],
      [2, 2, 0, 'spent'],
      [3, 3, 0, 'idle'],
    ]);
    expect(story.isDone('task', 'a')).toBe(true);
    expect(story.claims()).toEqual(['task/a']);
  });

  it('goes over to the next item', () => {
    const story = new Story();
    story.add('task', 'a');
    story.add('task', 'b');
    story.begin(4);
    story.play();
    expect(story.stages).toHaveLength(4);
    expect(story.claims()).toEqual(['task/a', 'task/b']);
  });

  it('of nothing claims nothing', () => {
    const story = new Story();
    story.add('task', 'a');
    story.begin(0);
    story.play();
    expect(story.claims()).toEqual([]);
    expect(phase(story)).toBe('spent');
  });

  it('counts the stage in flight as the first of a new budget', () => {
    const story = running();
    story.begin(2);
    story.play();
    expect(story.stages).toHaveLength(2);
  });

  it('is not touched by what comes back of an older one', () => {
    const story = new Story();
    story.add('task', 'a');
    story.add('task', 'b');
    story.begin(3);
    story.deliver();
    story.endStage();
    story.endStage();
    story.world.end((request) => story.world.outcome(request, { outcome: 'UPDATE_COMPLETE' }));
    story.world.deliver(0, false);
    story.begin(2);
    story.play();
    expect(story.claims()).toEqual(['task/a', 'task/b']);
    expect(story.stages).toEqual([
      ...['builder BUILDER_COMPLETE', 'checker CHECKER_PASS'],
      ...['builder BUILDER_COMPLETE', 'checker CHECKER_PASS'],
    ]);
  });

  it('ends when a worker begins without one', () => {
    const story = new Story();
    story.add('task', 'a');
    story.begin(1);
    story.play();
    story.begin(null);
    story.play();
    expect(story.isDone('task', 'a')).toBe(true);
  });

  it('stays as it was when its holder was ended from outside', () => {
    const story = new Story();
    story.begin(3);
    story.add('task', 'a');
    story.deliver();
    const args = { commandId: 'r', issuer: 'worker', reason: '', turn: 1, emitted: [] };
    story.world.command({ type: 'reclaim', at: story.world.now(), args });
    expect(story.item('task', 'a')?.state).toBe('blocked');
    expect(story.last('workspace')?.value).toMatchObject({ active: null, allowance: 3 });
  });
});
