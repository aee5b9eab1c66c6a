// Blocked work whose cause may pass by itself is queued again: after the cooldown, a bounded number of times, of any family.
import { failuresOf, isRetryable } from '../../../contracts/failure-lists.js';
import { describe, expect, it } from 'vitest';
import { failed, type Said, Story, type Script } from '../../../../test/pure/story.js';

const RULES = { most: 3, cooldownSeconds: [300, 900, 3600] };
const always = (said: Said): Said[] => Array.from({ length: 60 }, () => said);
const timeouts: Script = {
  builder: always(failed('runner_timeout')),
  troubleshooter: always(failed('runner_timeout')),
  consultant: always(failed('missing_terminal_result')),
};

function blocked(script: Script = timeouts, family = 'task'): Story {
  const story = new Story(script);
  story.spending = { requeue: RULES };
  story.begin();
  story.add(family, 'a');
  return story.play();
}

const seconds = (story: Story): number => {
  const { at, requeue } = story.blocked('a') ?? {};
  return (Date.parse(requeue?.at ?? '') - Date.parse(at ?? '')) / 1000;
};

describe('a blocked item whose first failure may pass by itself', () => {
  it('says when it is queued again, and needs nobody', () => {
    const story = blocked();
    expect(story.stages.at(-1), 'whatever the consultant ran into').toBe('consultant BLOCKED');
    expect(story.blocked('a')).toMatchObject({ failureClass: 'runner_timeout', needsYou: false });
    expect(story.blocked('a')?.requeue).toMatchObject({ attempt: 1, of: 3 });
    expect(story.blocked('a')?.remedy).toMatch(/^Nothing to do now: it will be queued again at .*, attempt 1 of 3\./);
    expect(seconds(story)).toBe(300);
  });

  it.each(failuresOf('runner').filter(isRetryable))('may be %s', (failureClass) => {
    const [builder, troubleshooter] = [always(failed(failureClass)), always(failed(failureClass))];
    const story = blocked({ ...timeouts, builder, troubleshooter });
    expect(story.blocked('a')).toMatchObject({ failureClass, needsYou: false, requeue: { attempt: 1, of: 3 } });
  });

  it('is queued again then, with an event, and can end well', () => {
    const story = blocked({ ...timeouts, builder: always(failed('runner_timeout')).slice(0, 3) });
    story.world.wake();
    expect(story.events('blocked_work_item_requeued')).toMatchObject([
      { work_item: 'task/a', auto: true, attempt_number: 1, of: 3, failure_class: 'runner_timeout' },
    ]);
    story.play();
    expect(story.claims()).toEqual(['task/a', 'task/a']);
  });

  it('waits longer each time, and then needs a person', () => {
    const story = blocked();
    const waits = [seconds(story)];
    while (story.world.wake()) {
      story.play();
      if (story.blocked('a')?.requeue !== undefined) waits.push(seconds(story));
    }
    expect(waits).toEqual([300, 900, 3600]);
    expect(story.claims()).toHaveLength(4);
    expect(story.blocked('a')).toMatchObject({ needsYou: true });
    expect(story.blocked('a')?.requeue).toBeUndefined();
  });

  it('keeps its first failure, whatever happens to a repair that seemed to help', () => {
    const builder = [failed('runner_timeout'), ...always(failed('missing_terminal_result'))];
    const story = blocked({ builder, consultant: always('BLOCKED') });
    expect(story.stages.slice(0, 3)).toEqual([
      ...['builder BLOCKED', 'troubleshooter TROUBLESHOOT_COMPLETE', 'builder BLOCKED'],
    ]);
    expect(story.blocked('a')).toMatchObject({ failureClass: 'runner_timeout', requeue: { attempt: 1 } });
  });

  it('can be of any family', () => {
    const broken = { planner: timeouts['builder'] ?? [], mechanic: timeouts['builder'] ?? [] };
    const story = blocked(broken, 'spec');
    expect(story.blocked('a')?.requeue).toMatchObject({ attempt: 1 });
    story.world.wake();
    expect(story.claims()).toEqual(['spec/a', 'spec/a']);
  });

  it('is forgotten when the item is not blocked any more', () => {
    const story = blocked();
    delete story.world.scheduler.items['task/a'];
    expect(story.world.wake()).toBe(false);
  });

  it('survives continue-as-new and a new worker', () => {
    const story = blocked();
    story.world.renew();
    story.begin();
    story.world.wake();
    expect(story.events('blocked_work_item_requeued')).toHaveLength(1);
  });

  it('needs a person, and is shown so, as soon as requeues are switched off', () => {
    const story = blocked();
    story.spending = {};
    story.reload();
    expect(story.world.wake()).toBe(false);
    expect(story.blocked('a')).toMatchObject({ needsYou: true, failureClass: 'runner_timeout', node: 'consultant' });
    expect(story.blocked('a')?.requeue).toBeUndefined();
  });
});

describe('a blocked item that stays where it is', () => {
  const waits = (script: Script): boolean => blocked(script).world.wake();

  it('failed by what an agent said', () => {
    expect(waits({ builder: always('BLOCKED'), troubleshooter: always('BLOCKED'), consultant: ['BLOCKED'] })).toBe(
      false,
    );
  });

  it('failed first by something else, whatever its repairs ran into', () => {
    // Also when it was asked once more.
    const builder = [failed('missing_terminal_result'), failed('missing_terminal_result')];
    const script = { builder, troubleshooter: timeouts['troubleshooter'] ?? [] };
    const story = blocked({ ...script, consultant: always(failed('runner_timeout')) });
    expect(story.blocked('a')).toMatchObject({ failureClass: 'missing_terminal_result' });
    expect(story.world.wake()).toBe(false);
  });

  it('failed by something else after a failure that was mended', () => {
    const mended = { builder: [failed('runner_timeout')], checker: always('BLOCKED') };
    const rest = { troubleshooter: ['TROUBLESHOOT_COMPLETE', ...always('BLOCKED')], consultant: always('BLOCKED') };
    const story = blocked({ ...mended, ...rest });
    expect(story.blocked('a')).toMatchObject({ failureClass: 'checker_blocked' });
    expect(story.world.wake()).toBe(false);
  });

  it('was handed off to planning', () => {
    const story = blocked({ ...timeouts, consultant: ['NEEDS_PLANNING'] });
    expect(story.item('task', 'a')?.state).toBe('blocked');
    expect(story.events('blocked_work_item_requeued')).toEqual([]);
    expect(story.world.wake()).toBe(false);
  });

  it('is one where no rule says otherwise', () => {
    const story = new Story(timeouts);
    story.begin();
    story.add('task', 'a');
    expect(story.play().world.wake()).toBe(false);
  });
});
