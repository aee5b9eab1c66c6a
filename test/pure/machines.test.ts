// Both state machines together under a network that delays, repeats and reorders: the promises hold after every step.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SchedulerEvent } from '../../core/engine/scheduler-events.js';
import { NEWEST_RULES } from '../../core/engine/rules.js';
import { itemKey } from '../../core/engine/scheduler-state.js';
import { mayGo } from '../../core/engine/turns/leash.js';
import { compileShipped } from '../support/plan.js';
import { documentRef, World } from './world.js';

const { named } = compileShipped();
const RUNS = Number(process.env['MILLRACE_PROPERTY_RUNS'] ?? 100);
const STEPS = 120;

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver' as const), index: fc.nat(50), keep: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('finish' as const), pick: fc.nat(1000), again: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('enqueue' as const), n: fc.nat(12), root: fc.nat(2), needs: fc.nat(12) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('pause', 'resume', 'stop', 'renew'), n: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('begin' as const), allowance: fc.option(fc.nat(4)) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

function perform(world: World, step: Action, number: number): void {
  switch (step.do) {
    case 'deliver':
      return world.deliver(step.index, step.keep);
    case 'finish':
      return world.finish(step.pick, step.again);
    case 'enqueue':
      return enqueue(world, step, number);
    case 'renew':
      return world.renew();
    case 'begin':
      return void world.command(beginEvent(world, `begin-${number}`, step.allowance));
    default: {
      const type = step.do;
      const args = { commandId: `${type}-${'n' in step ? step.n : 0}-${number}`, issuer: 'test', reason: '' };
      return checkCommand(world, { type, at: world.now(), args });
    }
  }
}

function enqueue(world: World, step: { n: number; root: number; needs: number }, number: number): void {
  const root = step.root === 0 ? 'backlog' : `root-${step.root}`;
  const families = ['task', 'task', 'spec', 'incident', 'probe'];
  const family = families[step.n % families.length] ?? 'task';
  const needs = family === 'task' && step.needs < 6 ? [`d-${step.needs}`] : [];
  const documents = [documentRef(family, `d-${step.n}`, root, needs)];
  const args = { commandId: `enqueue-${number}`, issuer: 'test', reason: '', documents };
  const first = world.command({ type: 'enqueue', at: world.now(), args });
  expect(world.command({ type: 'enqueue', at: world.now(), args }), 'G9: a repeat gets the first answer').toEqual(
    first,
  );
}

function checkCommand(world: World, event: SchedulerEvent & { type: 'pause' | 'resume' | 'stop' }): void {
  const answer = world.command(event);
  if (event.type === 'pause') expect(world.scheduler.pauses, 'G9').toContain('operator');
  if (event.type === 'resume') expect(world.scheduler.pauses, 'G9').not.toContain('operator');
  if (event.type === 'stop') expect(world.scheduler.stopping, 'G9').toBe(true);
  expect(answer?.ok, 'G9').toBe(true);
}

const beginEvent = (world: World, commandId: string, allowance: number | null): SchedulerEvent => ({
  type: 'begin',
  at: world.now(),
  args: {
    commandId,
    issuer: 'test',
    reason: '',
    planId: named.id,
    planDigest: named.digest,
    mode: named.plan.mode,
    allowance,
    settings: { searchAttributes: false, historyEvents: 2000 },
    rules: NEWEST_RULES,
  },
});

function checkPromises(world: World): void {
  const { scheduler } = world;
  const finished = new Set(scheduler.finished.map((one) => one.key));
  for (const key of world.accepted) {
    const places = [scheduler.items[key] !== undefined, finished.has(key)].filter(Boolean).length;
    expect(places, `G1: ${key} is in exactly one place`).toBe(1);
  }
  const lines = [
    ...scheduler.ready.planning,
    ...scheduler.ready.execution,
    ...scheduler.ready.learning,
    ...scheduler.waiting,
  ];
  const queued = Object.values(scheduler.items).filter((item) => item.state === 'queued');
  expect([...lines].sort(), 'G1: every queued item is in line once').toEqual(
    queued.map((item) => itemKey(item.family, item.id)).sort(),
  );
  for (const times of world.applied.values()) expect(times, 'G2: a result is applied once').toBe(1);
  for (const times of world.started.values()) expect(times, 'G2: a request is started once').toBe(1);
  expect(world.running.length, 'G3: one foreground stage at a time').toBeLessThanOrEqual(1);
  for (const [run, stages] of world.stagesOfRun) expect(stages, `G6: ${run}`).toBeLessThanOrEqual(largest());
}

const largest = (): number =>
  Math.max(...Object.values(named.plan.planes).flatMap((graph) => Object.values(graph.maxStageRuns)));

/** Everything is delivered, in any order and some of it twice; every stage ends: whatever was going on comes to an end. */
function drain(world: World, rolls: number[]): void {
  world.command({ type: 'resume', at: world.now(), args: { commandId: 'drain-resume', issuer: 'test', reason: '' } });
  world.command(beginEvent(world, 'drain-begin', null));
  for (let step = 0; step < 60_000 && (world.letters.length > 0 || world.running.length > 0); step += 1) {
    const roll = (rolls[step % rolls.length] ?? 0) + step;
    if (world.letters.length > 0 && roll % 5 > 0) world.deliver(roll * 7, step < 3000 && roll % 4 === 0);
    else if (world.running.length > 0) world.finish(roll % 11 === 0 ? roll : roll % 2, roll % 3 === 0);
    if (step < 400 && step % 8 === 0) checkPromises(world);
  }
}

/** Every letter arrives, in any order and some of them twice, while the stage in flight goes on. */
function deliverAll(world: World, rolls: number[]): void {
  for (let step = 0; world.letters.length > 0; step += 1) {
    const roll = (rolls[step % rolls.length] ?? 0) + step;
    world.deliver(roll * 7, step < 100 && roll % 3 === 0);
  }
}

const rolls = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 });

describe('scheduler and executor together', { timeout: 3_600_000 }, () => {
  it('keep G1, G2, G3, G6 and G9 after every step, and everything ends', () => {
    const history = fc.array(action, { maxLength: STEPS });
    fc.assert(
      fc.property(history, rolls, (steps, order) => {
        const world = new World(named.plan, named.digest);
        world.command(beginEvent(world, 'first', null));
        for (const n of [0, 1, 2]) enqueue(world, { n, root: 0, needs: 9 }, 1000 + n);
        for (const [number, step] of steps.entries()) {
          perform(world, step, number);
          checkPromises(world);
        }
        drain(world, order);
        checkPromises(world);
        expect(world.letters.length + world.running.length, 'everything ends').toBe(0);
        expect(world.scheduler.active, 'the turn came back').toBeNull();
        expect(Object.values(world.scheduler.items).filter((item) => item.state === 'active')).toEqual([]);
        expect(
          world.scheduler.ready.execution.length + world.scheduler.ready.planning.length,
          'nothing is left in line',
        ).toBe(0);
      }),
      { numRuns: RUNS },
    );
  });

  it('start no stage while paused, once the pause has arrived', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: STEPS }), rolls, (steps, order) => {
        const world = new World(named.plan, named.digest);
        world.command(beginEvent(world, 'first', null));
        steps.forEach((step, number) => perform(world, step, number));
        world.command({ type: 'pause', at: world.now(), args: { commandId: 'p', issuer: 'test', reason: '' } });
        deliverAll(world, order);
        const started = world.started.size;
        while (world.running.length > 0) {
          world.finish(order[0] ?? 0, true);
          deliverAll(world, order);
        }
        expect(mayGo(world.scheduler)).toBe(false);
        expect(world.started.size, 'stages started after the pause arrived').toBe(started);
      }),
      { numRuns: RUNS },
    );
  });

  it('never start more stages than the budget', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.array(fc.nat(50), { maxLength: 200 }), (allowance, order) => {
        const world = new World(named.plan, named.digest);
        const documents = ['a', 'b', 'c'].map((id) => documentRef('task', id, 'backlog', []));
        world.command({
          type: 'enqueue',
          at: world.now(),
          args: { commandId: 'e', issuer: '', reason: '', documents },
        });
        world.command(beginEvent(world, 'b', allowance));
        order.forEach((index, n) => (n % 2 === 0 ? world.deliver(index, n % 3 === 0) : world.finish(0, true)));
        expect(world.started.size).toBeLessThanOrEqual(allowance);
      }),
      { numRuns: RUNS },
    );
  });
});
