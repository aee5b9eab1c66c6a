// A stage whose only fault is the form of what it left is asked once more, and only once: whatever comes in between.
import { describe, expect, it } from 'vitest';
import { compileShipped } from '../../test/support/plan.js';
import { environment, failed, Story } from '../../test/pure/story.js';
import { documentRef } from '../../test/pure/world.js';
import { failuresOf } from '../contracts/failure-lists.js';
import type { ContractFailureClass } from '../contracts/failures.js';
import type { NamedPlan } from '../contracts/plan.js';
import type { StageRunRequest } from '../contracts/stage.js';
import { LIMITS } from '../contracts/limits.js';
import { newExecutor } from './lineage/executor-state.js';
import { takeUpLineage } from './lineage/take-up-lineage.js';

const CLASSES = failuresOf('contract');
const RIGHT = 'BUILDER_COMPLETE';

/** The wrong attempt of a builder: what is said of it, and a document that must not count. */
const wrong = (failureClass: ContractFailureClass) => ({
  ...{ outcome: 'BLOCKED', origin: 'runner' as const, failureClass, detail: `exactly what is wrong: ${failureClass}` },
  emitted: [documentRef('task', 'of-the-wrong-attempt', 'backlog', [])],
});

/** A task whose builder is at work. */
function building(builder: (string | object)[] = [], named?: NamedPlan): Story {
  const story = new Story({ builder }, named);
  story.begin();
  story.add('task', 't-1');
  story.deliver();
  return story;
}

/** Ends the stage in flight with a fault of form; what follows from that lies in the letters. */
function endWrong(story: Story, failureClass: ContractFailureClass): void {
  story.world.end((request) => story.world.outcome(request, wrong(failureClass)));
}

const activation = (story: Story) => story.world.lineages.get('backlog')?.activation;
const inFlight = (story: Story): StageRunRequest => {
  const [one] = story.world.running;
  if (one === undefined) throw new Error('no stage runs');
  return one.request;
};

/** Stage number, attempt and chance of every builder of the task that began, in order. */
const builders = (story: Story) =>
  story.requests
    .filter(({ node, item }) => node === 'builder' && item.id === 't-1')
    .map((one) => [one.stageNumber, one.attempt, one.form?.chance]);

describe.each(CLASSES)('a stage that ends as %s', (failureClass) => {
  it('is asked once more with exactly what was wrong, keeps nothing of before, and goes on when it is right', () => {
    const story = building([wrong(failureClass), RIGHT]);
    const first = inFlight(story);
    story.play();
    expect(builders(story)).toEqual([
      [1, 1, 'ahead'],
      [1, 2, 'taken'],
    ]);
    const { form, requestId } = story.requests[1] ?? first;
    const detail = `exactly what is wrong: ${failureClass}`;
    expect(form).toEqual({ chance: 'taken', of: first.requestId, failureClass, detail });
    expect(requestId).not.toBe(first.requestId);
    expect(story.events('stage_asked_again')).toMatchObject([{ attempt: 1, failure_class: failureClass, detail }]);
    expect(story.events('stage_completed').map(({ node_id: node, attempt }) => [node, attempt])).toEqual([
      ...[
        ['builder', 2],
        ['checker', 1],
        ['updater', 1],
      ],
    ]);
    expect(story.isDone('task', 't-1')).toBe(true);
    expect(story.item('task', 'of-the-wrong-attempt')).toBeUndefined();
  });

  it('takes its route as before when it is wrong again, and has a chance anew as another stage number', () => {
    const story = building([wrong(failureClass), wrong(failureClass), wrong(failureClass), RIGHT]).play();
    expect(builders(story)).toEqual([
      ...[
        [1, 1, 'ahead'],
        [1, 2, 'taken'],
        [3, 1, 'ahead'],
        [3, 2, 'taken'],
      ],
    ]);
    expect(story.stages.slice(0, 3)).toEqual([
      'builder BLOCKED',
      'builder BLOCKED',
      'troubleshooter TROUBLESHOOT_COMPLETE',
    ]);
    expect(story.events('router_decision')[0]).toMatchObject({ failure_class: failureClass, attempt: 2 });
    expect(story.isDone('task', 't-1')).toBe(true);
  });

  it('keeps its chance over a broken environment and a lost host, before it and during it', () => {
    const away = [environment('network_unavailable'), environment('runner_lost')];
    const story = building([...away, wrong(failureClass), ...away, wrong(failureClass)]).play();
    expect(builders(story).slice(0, 6)).toEqual([
      ...[
        [1, 1, 'ahead'],
        [1, 2, 'ahead'],
        [1, 3, 'ahead'],
        [1, 4, 'taken'],
        [1, 5, 'taken'],
        [1, 6, 'taken'],
      ],
    ]);
    expect(new Set(story.requests.slice(3, 6).map(({ form }) => JSON.stringify(form))).size).toBe(1);
    expect(story.stages[6]).toBe('troubleshooter TROUBLESHOOT_COMPLETE');
  });

  it('is not asked again once its item is ended, and the second attempt is ended like any other', () => {
    const early = building();
    expect(early.tell('cancel', { id: 't-1' }).code).toBe('done');
    endWrong(early, failureClass);
    early.deliver();
    expect(early.world.started.size).toBe(1);
    const late = building([wrong(failureClass)]);
    late.endStage();
    late.tell('cancel', { id: 't-1' });
    late.cutStage();
    expect(late.world.started.size).toBe(2);
    for (const story of [early, late]) expect(story.item('task', 't-1')).toBeUndefined();
  });

  it.each(['pause', 'stop'] as const)('waits for its second attempt after a %s, and takes it then', (control) => {
    const story = building([wrong(failureClass)]);
    story.control(control);
    story.deliver();
    story.endStage();
    expect(story.world.running).toEqual([]);
    expect(activation(story)).toMatchObject({ phase: 'ready', attempt: 2, form: { failureClass } });
    if (control === 'pause') story.control('resume');
    else story.begin();
    story.play();
    expect(story.requests[1]?.form).toMatchObject({ chance: 'taken', failureClass });
    expect(story.isDone('task', 't-1')).toBe(true);
  });

  it('spends nothing of the stage budget on it', () => {
    const story = new Story({ builder: [wrong(failureClass)] });
    story.begin(1);
    story.add('task', 't-1');
    story.play();
    expect(builders(story)).toHaveLength(2);
    expect(story.world.started.size).toBe(2);
    expect(activation(story)).toMatchObject({ node: 'checker', remaining: 0, started: 1 });
    expect(story.last('workspace')?.value.phase).toBe('spent');
  });

  it('is held to the limit on tokens, and spends them', () => {
    const usage = { input: 900, cachedInput: 0, output: 100, thinking: 0, total: 1000 };
    const story = new Story({ builder: [{ ...wrong(failureClass), usage }] });
    const rules = [{ id: 'night', window: 'daemon_session' as const, threshold: 1000 }];
    story.spending = { usage: { autoResume: true, timeZone: 'UTC', rules, weeks: [] } };
    story.begin();
    story.add('task', 't-1');
    story.play();
    expect(story.world.started.size).toBe(1);
    expect(story.world.ledger()).toBe(1000);
    expect(activation(story)).toMatchObject({ phase: 'ready', attempt: 2, form: { failureClass } });
    story.begin();
    story.play();
    expect(story.isDone('task', 't-1')).toBe(true);
  });

  it('starts under the yes of its stage number, and asks again where that has expired', () => {
    const config = (seconds: string) =>
      `[stages.builder.capabilities]\n"runner.invoke" = "approval_required"\n[execution_capabilities]\n${seconds}`;
    const approve = (story: Story): void => {
      const approval = story.world.scheduler.approvals.find(({ status }) => status === 'pending')?.id ?? '';
      expect(story.world.decide('approve', approval, `yes-${approval}`)?.code).toBe('done');
      story.deliver();
    };
    const story = building([wrong(failureClass)], compileShipped(config('')).named);
    approve(story);
    story.endStage();
    expect(inFlight(story)).toMatchObject({ node: 'builder', attempt: 2 });
    const late = building([wrong(failureClass)], compileShipped(config('approval_seconds = 60\n')).named);
    approve(late);
    late.world.later(1000);
    late.endStage();
    expect(late.world.running).toEqual([]);
    expect(activation(late)?.phase).toBe('asking');
    approve(late);
    expect(inFlight(late)).toMatchObject({ node: 'builder', attempt: 2, form: { chance: 'taken' } });
  });

  it('has its chance after continue-as-new, and after a take-up from the files', () => {
    const story = building([wrong(failureClass)]);
    story.control('pause');
    story.deliver();
    story.endStage();
    story.world.renew();
    story.control('resume');
    story.deliver();
    const request = inFlight(story);
    expect(request.form).toMatchObject({ chance: 'taken', failureClass });
    const shown = story.last('run')?.value;
    const plan = story.world.plan;
    const taken = shown && takeUpLineage('ws', shown.activation, plan, story.world.rules);
    expect(taken?.effects).toContainEqual({ type: 'run_stage', request });
  });
});

it('is the Arbiter asked once more, too, before its root is parked', () => {
  const story = new Story({ arbiter: [failed('closure_evidence_invalid'), 'ARBITER_COMPLETE'] });
  story.begin();
  story.enqueue([documentRef('spec', 'root', 'root', [])]);
  story.play();
  const arbiters = story.requests.filter(({ node }) => node === 'arbiter');
  expect(arbiters.map(({ attempt, closure }) => [attempt, closure?.round])).toEqual([
    [1, 1],
    [2, 1],
  ]);
  expect(story.world.closed.get('root')).toBe(1);
});

it('is an outcome that is none asked about once more', () => {
  const story = building(['ALL_GOOD', RIGHT]).play();
  expect(builders(story)).toHaveLength(2);
  expect(story.requests[1]?.form).toMatchObject({ failureClass: 'illegal_terminal_result' });
});

it.each(['runner_timeout', 'runner_transport_failure', 'context_exhausted', 'answer_truncated'] as const)(
  'is no second chance for %s',
  (failureClass) => {
    const story = building([failed(failureClass)]).play();
    expect(story.stages[1]).toBe('troubleshooter TROUBLESHOOT_COMPLETE');
    expect(story.events('stage_asked_again')).toEqual([]);
  },
);

it('keeps no more of what was wrong than a request holds', () => {
  const story = building([{ ...wrong('closure_evidence_invalid'), detail: 'x'.repeat(100_000) }]);
  story.endStage();
  expect(activation(story)?.form?.detail).toHaveLength(LIMITS.detail);
});

it('is not known before revision 6', () => {
  const story = new Story({ builder: [failed('missing_terminal_result')] });
  Object.assign(story.world.scheduler, { rules: 5, nextRules: 5 });
  story.world.lineages.set('backlog', newExecutor('ws', 'backlog', 5));
  story.begin(null, undefined, 5);
  story.add('task', 't-1');
  story.play();
  expect(story.stages[1]).toBe('troubleshooter TROUBLESHOOT_COMPLETE');
  expect(story.requests[0]).not.toHaveProperty('form');
});
