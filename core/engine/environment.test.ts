// G12 in the engine: a broken environment costs time, never an attempt; a lost host costs nothing but the repeat.
import { LONGEST_WAIT_MS } from '../contracts/environment.js';
import { stepExecutor } from './lineage/executor.js';
import { newExecutor } from './lineage/executor-state.js';
import { runSection } from './lineage/turns/run-section.js';
import { describe, expect, it } from 'vitest';
import type { Said } from '../../test/pure/story.js';
import { environment, Story } from '../../test/pure/story.js';
import { compileShipped } from '../../test/support/plan.js';
import { waitAgain } from './lineage/recovery/environment.js';

const lost = environment('runner_lost');
const BROKEN = { outcome: 'BLOCKED', origin: 'environment', failureClass: 'network_unavailable' } as const;
const times = (count: number, said: Said): Said[] => Array.from({ length: count }, () => said);

function started(builder: Said[], config = ''): Story {
  const story = new Story({ builder }, compileShipped(config).named);
  story.begin();
  story.add('task', 't-1');
  story.deliver();
  return story;
}

const BACKOFF = '[runtime]\nenvironment_backoff_seconds = [1, 20, 300]\n';

/** Seconds of every wait, in order. */
const waits = (story: Story): number[] =>
  story.world.shown.flatMap((entry) =>
    entry.kind === 'event' && entry.type === 'stage_waits_for_environment'
      ? [(Date.parse(String(entry.data['until'])) - Date.parse(entry.at)) / 1000]
      : [],
  );

const activation = (story: Story) => story.world.lineages.get('backlog')?.activation;

describe('an environment failure', () => {
  it('repeats the same stage with the next attempt and spends no bound', () => {
    const story = started(times(5, environment('network_unavailable'))).play();
    const builders = story.requests.filter((request) => request.node === 'builder');
    expect(builders.map((request) => [request.stageNumber, request.attempt])).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((attempt) => [1, attempt]),
    ]);
    expect(new Set(builders.map((request) => request.requestId)).size).toBe(6);
    expect(story.stages.slice(6)).toEqual(['checker CHECKER_PASS', 'updater UPDATE_COMPLETE']);
    expect(story.isDone('task', 't-1')).toBe(true);
  });

  it('is waited out for longer and longer, and never longer than the last step', () => {
    const story = started(times(5, environment('provider_unavailable')), BACKOFF).play();
    const steps = [1, 20, 300, 300, 300];
    for (const [index, wait] of waits(story).entries()) {
      expect(wait).toBeGreaterThanOrEqual(steps[index] ?? 0);
      expect(wait).toBeLessThanOrEqual((steps[index] ?? 0) * 1.2);
    }
    expect(new Set(waits(story).slice(2)).size, 'spread, each by its own').toBe(3);
  });

  it('is waited out for exactly the step, and not probed, under the first revision', () => {
    const story = new Story({ builder: times(2, environment('network_unavailable')) }, compileShipped(BACKOFF).named);
    Object.assign(story.world.scheduler, { rules: 1, nextRules: 1 });
    story.world.lineages.set('backlog', newExecutor('ws', 'backlog', 1));
    story.begin(null, undefined, 1);
    story.add('task', 't-1');
    story.play();
    expect(waits(story)).toEqual([1, 20]);
    expect(story.world.probes).toEqual([]);
  });

  it('is probed with the request that is due next', () => {
    const story = started([environment('auth_missing_or_invalid')]).play();
    const due = story.requests.find((request) => request.attempt === 2);
    expect(story.world.probes).toEqual([
      { request: due, failureClass: 'auth_missing_or_invalid', since: expect.any(String) },
    ]);
  });

  it('is tried again at once by a new worker, and the old timer then changes nothing', () => {
    const story = started([]);
    const missing = { outcome: 'BLOCKED', failureClass: 'runner_binary_missing', origin: 'environment' } as const;
    story.world.end((request) => story.world.outcome(request, missing));
    story.world.deliver(0, false);
    expect(activation(story)?.phase).toBe('waiting');
    story.begin();
    story.world.deliver(1, false);
    expect(activation(story)).toMatchObject({ phase: 'running', attempt: 2, wait: null });
    story.play();
    expect(story.world.started.size, 'two builders, a checker, an updater').toBe(4);
    expect(story.isDone('task', 't-1')).toBe(true);
  });

  it('is waited out until the moment the provider named', () => {
    const story = started([environment('usage_limit_reached', '2026-01-01T09:00:00.000Z')]);
    story.world.end((request) =>
      story.world.outcome(request, {
        ...{ outcome: 'BLOCKED', failureClass: 'usage_limit_reached', origin: 'environment' },
        retryAt: '2026-01-01T09:00:00.000Z',
      }),
    );
    story.world.deliver(0, false);
    expect(activation(story)?.wait?.until).toBe('2026-01-01T09:00:00.000Z');
    const shown = story.last('run')?.value;
    expect(shown && runSection(shown)).toMatchObject({
      state: 'waiting',
      waitsUntil: '2026-01-01T09:00:00.000Z',
      waitsFor: expect.stringContaining('usage_limit_reached'),
    });
  });

  it.each([
    ['in the past', () => '2025-05-18T03:34:00.000Z'],
    ['a second from now, again and again', (at: string) => new Date(Date.parse(at) + 1200).toISOString()],
    ['now', (at: string) => at],
    ['no moment at all', () => 'soon'],
  ])('with a moment that lies %s is waited out for longer and longer all the same', (_name, moment) => {
    const wait = (story: Story): void => {
      story.world.end((request) => {
        const told = { outcome: 'BLOCKED', failureClass: 'usage_limit_reached', origin: 'environment' } as const;
        return story.world.outcome(request, { ...told, retryAt: moment(story.world.now()) });
      });
      story.deliver();
    };
    const story = started([], BACKOFF);
    for (let tries = 0; tries < 4; tries += 1) wait(story);
    for (const [index, seconds] of waits(story).entries()) {
      expect(seconds).toBeGreaterThanOrEqual([1, 20, 300, 300][index] ?? 0);
    }
    expect(waits(story)).toHaveLength(4);
  });

  it('was waited out until the very moment that was named, before revision 4', () => {
    const past = '2025-05-18T03:34:00.000Z';
    const story = new Story({ builder: [environment('usage_limit_reached', past)] }, compileShipped(BACKOFF).named);
    Object.assign(story.world.scheduler, { rules: 3, nextRules: 3 });
    story.world.lineages.set('backlog', newExecutor('ws', 'backlog', 3));
    story.begin(null, undefined, 3);
    story.add('task', 't-1');
    story.play();
    expect(waits(story)[0]).toBeLessThan(0);
  });

  it('counts its waits anew with the next stage', () => {
    const story = started(times(2, environment('network_unavailable')));
    story.endStage();
    story.endStage();
    expect(activation(story)?.environmentTries).toBe(2);
    story.endStage();
    expect(activation(story)).toMatchObject({ node: 'checker', attempt: 1, environmentTries: 0 });
  });

  it('keeps what was spent before it', () => {
    const story = started(['BLOCKED', environment('network_unavailable')]);
    story.endStage();
    story.endStage();
    story.endStage();
    expect(activation(story)?.spent).toEqual({ 'troubleshoot_attempts:builder_blocked': 1 });
  });

  it('starts nothing while the workspace is paused, and goes on where it was when resumed', () => {
    const story = started([environment('network_unavailable')]);
    story.control('pause');
    story.deliver();
    story.endStage();
    expect(story.world.running).toEqual([]);
    const shown = story.last('run')?.value;
    expect(shown && runSection(shown).state).toBe('held');
    story.control('resume');
    story.play();
    expect(story.requests.slice(0, 2).map((request) => request.attempt)).toEqual([1, 2]);
    expect(story.isDone('task', 't-1')).toBe(true);
  });

  it('is woken once by its own timer, and by no other', () => {
    const story = started([environment('network_unavailable')]);
    story.world.end((request) =>
      story.world.outcome(request, {
        ...{ outcome: 'BLOCKED', failureClass: 'network_unavailable', origin: 'environment' },
      }),
    );
    story.world.deliver(0, false);
    // What it says of its runner is no timer.
    while (story.world.letters[0]?.event.type === 'held') story.world.deliver(0, false);
    const timer = story.world.letters[0];
    expect(timer).toMatchObject({ event: { type: 'timer', turn: 1 } });
    story.world.deliver(0, true);
    story.world.deliver(0, false);
    expect(story.world.running).toHaveLength(1);
    expect([...story.world.started.values()]).toEqual([1, 1]);
  });
});

describe('a lost host', () => {
  it('is followed by the same stage at once', () => {
    const story = started([lost]).play();
    expect(story.events('stage_waits_for_environment')[0]).toMatchObject({ until: expect.any(String) });
    const wait = story.world.shown.find((entry) => entry.kind === 'event' && entry.type.startsWith('stage_waits'));
    expect(wait).toMatchObject({ at: wait?.kind === 'event' ? wait.data['until'] : null });
    expect(story.stages).toEqual([
      ...['builder BLOCKED', 'builder BUILDER_COMPLETE', 'checker CHECKER_PASS', 'updater UPDATE_COMPLETE'],
    ]);
  });

  it('is repeated three times; the fourth is a failure of the stage', () => {
    const three = started(times(3, lost)).play();
    expect(three.stages.filter((one) => one.startsWith('troubleshooter'))).toEqual([]);
    const four = started(times(4, lost)).play();
    expect(four.stages.slice(3, 5)).toEqual(['builder BLOCKED', 'troubleshooter TROUBLESHOOT_COMPLETE']);
    expect(four.events('router_decision')[0]).toMatchObject({ failure_class: 'runner_lost', attempt: 4 });
  });

  it('is repeated after waits for something else, too', () => {
    const story = started([...times(3, environment('network_unavailable')), lost]).play();
    expect(story.stages.filter((one) => one.startsWith('troubleshooter'))).toEqual([]);
  });

  it('leaves the waits for something else as short as they were', () => {
    const story = started([lost, lost, environment('network_unavailable')], BACKOFF).play();
    expect(waits(story).map(Math.floor)).toEqual([0, 0, 1]);
  });

  it('is not ended by the timer of an earlier wait', () => {
    const story = started([], BACKOFF);
    story.world.end((request) => story.world.outcome(request, BROKEN));
    story.world.deliver(0, false);
    const state = story.world.lineages.get('backlog');
    const until = activation(story)?.wait?.until ?? '';
    if (state === undefined || until === '') throw new Error('nothing waits');
    const ring = (moment: string) =>
      stepExecutor(state, { type: 'timer', turn: 1, until: moment, at: until }, story.world.plan);
    expect(ring('2026-01-01T00:00:00.000Z')).toEqual([]);
    expect(activation(story)?.phase).toBe('waiting');
    expect(ring(until).map((effect) => effect.type)).toEqual(['mirror', 'run_stage']);
  });

  it('is counted anew with the next stage', () => {
    const script = { builder: times(3, lost), checker: times(3, lost) };
    const story = new Story(script);
    story.begin();
    story.add('task', 't-1');
    story.play();
    expect(story.stages.filter((one) => one.startsWith('troubleshooter'))).toEqual([]);
  });
});

/** Of the stage in flight; what it then waits for has not come yet. */
function breaks(story: Story, retryAt: string | null = null): void {
  const told = { outcome: 'BLOCKED', failureClass: 'usage_limit_reached', origin: 'environment', retryAt } as const;
  story.world.end((request) => story.world.outcome(request, told));
  story.world.deliver(0, false);
}

describe('a wait that goes on in a new run', () => {
  it('is for the same moment with the same probe; one that is over asks for nothing', () => {
    const story = started([], BACKOFF);
    breaks(story);
    const state = story.world.lineages.get('backlog') ?? newExecutor('', '', 4);
    const until = activation(story)?.wait?.until;
    expect(until).toBeDefined();
    expect(waitAgain(state, story.world.plan)).toMatchObject([
      { type: 'timer', until, probe: story.world.probes.at(-1) },
    ]);
    expect(waitAgain(state, null)).toMatchObject([{ until, probe: null }]);
    story.play();
    expect(waitAgain(state, story.world.plan)).toEqual([]);
  });
});

it.each(['9999-12-31T00:00:00Z', '+275760-09-13T00:00:00.000Z'])('a wait until %s ends in days', (retryAt) => {
  const story = started([]);
  breaks(story, retryAt);
  const { wait, since = '' } = activation(story) ?? {};
  expect(Date.parse(wait?.until ?? '') - Date.parse(since)).toBe(LONGEST_WAIT_MS);
});
