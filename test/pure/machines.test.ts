// Both state machines together under a network that delays, repeats and reorders: the promises hold after every step.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemKey } from '../../core/engine/scheduler-state.js';
import { readyTarget } from '../../core/engine/closure/target.js';
import { mayGo } from '../../core/engine/turns/leash.js';
import { isAsking } from '../../core/engine/gates/approvals.js';
import { action, beginEvent, decide, enqueue, gated, named, perform } from './history.js';
import { documentRef, World } from './world.js';

const RUNS = Number(process.env['MILLRACE_PROPERTY_RUNS'] ?? 100);
const STEPS = 120;

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
  expect(world.closedWithWork, 'G7: nothing closes with work left').toEqual([]);
  for (const times of world.closed.values()) expect(times, 'G7: a root closes once').toBe(1);
  for (const { rounds } of scheduler.targets)
    expect(rounds, 'G6').toBeLessThanOrEqual(world.plan.limits.remediationRounds);
  expect(world.startedAfterEnd, 'what is ended starts no stage').toEqual([]);
  for (const times of world.applied.values()) expect(times, 'G2: a result is applied once').toBe(1);
  for (const times of world.started.values()) expect(times, 'G2: a request is started once').toBe(1);
  expect(world.running.length, 'G3: one foreground stage at a time').toBeLessThanOrEqual(1);
  for (const [run, stages] of world.stagesOfRun) expect(stages, `G6: ${run}`).toBeLessThanOrEqual(largest(world));
  expect(world.ungranted, 'G8: nothing behind a gate runs without the matching, unexpired approval').toEqual([]);
}

const largest = ({ plan }: World): number =>
  Math.max(...Object.values(plan.planes).flatMap((graph) => Object.values(graph.maxStageRuns)));

/** Everything is delivered, in any order and some of it twice; every stage ends: whatever was going on comes to an end. */
function drain(world: World, rolls: number[], spending: 'hours' | 'none' = 'hours'): void {
  world.command({ type: 'resume', at: world.now(), args: { commandId: 'drain-resume', issuer: 'test', reason: '' } });
  world.command(beginEvent(world, 'drain-begin', null, spending));
  for (let step = 0; step < 60_000 && goesOn(world); step += 1) {
    const roll = (rolls[step % rolls.length] ?? 0) + step;
    // Every question is answered, or expires.
    if (step % 40 === 39 && isAsking(world.scheduler)) world.wake();
    if (step % 4 === 0) decide(world, { do: roll % 7 === 0 ? 'deny' : 'approve', newest: true }, 10_000 + step);
    if (world.letters.length > 0 && roll % 5 > 0) world.deliver(roll * 7, step < 3000 && roll % 4 === 0);
    else if (world.running.length > 0) world.finish(roll % 11 === 0 ? roll : roll % 2, roll % 3 === 0);
    if (step < 400 && step % 8 === 0) checkPromises(world);
  }
}

/** Something is on its way, or time brings something. */
const goesOn = (world: World): boolean =>
  world.letters.length + world.running.length > 0 || isAsking(world.scheduler) || world.wake();

/** Every letter arrives, in any order and some of them twice, while the stage in flight goes on. */
function deliverAll(world: World, rolls: number[]): void {
  for (let step = 0; world.letters.length > 0; step += 1) {
    const roll = (rolls[step % rolls.length] ?? 0) + step;
    world.deliver(roll * 7, step < 100 && roll % 3 === 0);
  }
}

const rolls = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 });

describe('scheduler and executor together', { timeout: 3_600_000 }, () => {
  it.each([
    ['', named],
    ['with gates before stages ', gated],
  ])('%skeep G1, G2, G3, G6, G8 and G9 after every step, and everything ends', (_what, { plan, digest }) => {
    const history = fc.array(action, { maxLength: STEPS });
    fc.assert(
      fc.property(history, rolls, (steps, order) => {
        const world = new World(plan, digest);
        world.command(beginEvent(world, 'first', null));
        for (const n of [0, 1, 2]) enqueue(world, { n, root: 0, needs: 9 }, 1000 + n);
        for (const [number, step] of steps.entries()) {
          perform(world, step, number);
          checkPromises(world);
        }
        drain(world, order);
        checkPromises(world);
        expect(world.letters.length + world.running.length, 'everything ends').toBe(0);
        expect(world.scheduler.pauses, 'no limit on spending holds for ever').toEqual([]);
        expect(world.scheduler.active, 'the turn came back').toBeNull();
        expect(readyTarget(world.scheduler), 'nothing waits for a verdict that could have one').toBeUndefined();
        expect(Object.values(world.scheduler.items).filter((item) => item.state === 'active')).toEqual([]);
        expect(
          world.scheduler.ready.execution.length + world.scheduler.ready.planning.length,
          'nothing is left in line',
        ).toBe(0);
      }),
      { numRuns: RUNS },
    );
  });

  it('count what every stage spent once, however late and often it is reported', () => {
    const timeless = action.filter((step) => step.do !== 'sleep' && step.do !== 'wake');
    fc.assert(
      fc.property(fc.array(timeless, { maxLength: STEPS }), rolls, (steps, order) => {
        const world = new World(named.plan, named.digest);
        world.command(beginEvent(world, 'first', null, 'hours'));
        for (const n of [0, 1, 2]) enqueue(world, { n, root: 0, needs: 9 }, 1000 + n);
        steps.forEach((step, number) => perform(world, step, number));
        drain(world, order, 'none');
        const counted = (world.scheduler.usage?.spans ?? []).reduce((sum, [, tokens]) => sum + tokens, 0);
        expect(counted).toBe(world.ledger());
      }),
      { numRuns: Math.ceil(RUNS / 4) },
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
