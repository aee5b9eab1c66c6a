// Both state machines together under a network that delays, repeats and reorders: the promises hold after every event.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standing } from '../../core/engine/workspace/scheduler-state.js';
import { mayGo } from '../../core/engine/workspace/turns/leash.js';
import { isDocument } from '../../core/contracts/document-form.js';
import { LIMITS } from '../../core/contracts/limits.js';
import type { Item } from '../../core/engine/workspace/scheduler-state.js';
import { action, beginEvent, drafting, gated, learning, named, perform, standing as standIns } from './history.js';
import { HOSTILE, INHERITED, PLAIN } from './hostile.js';
import { checkEnd, deliverAll, drain, MOODS, opened } from './play.js';
import { documentRef, World } from './world.js';

/** Histories of the first property; the others, which know less, have a quarter each. */
const RUNS = Number(process.env['MILLRACE_PROPERTY_RUNS'] ?? 300);
const SEED = process.env['MILLRACE_PROPERTY_SEED'];
const given = SEED === undefined ? {} : { seed: Number(SEED) };
const FEWER = { ...given, numRuns: Math.ceil(RUNS / 4) };
const STEPS = 50;

const isDocumentRow = ({ waitsFor, ...item }: Item): boolean =>
  isDocument({ ...item, dependsOn: waitsFor, source: '' }) && waitsFor.length <= LIMITS.listIds;

const rolls = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 });
const names = fc.constantFrom(PLAIN, HOSTILE);
const PLANS = { named, gated, learning, drafting, standIns };
const worlds = fc.record({
  plan: fc.constantFrom(...(['named', 'gated', 'learning', 'drafting', 'standIns'] as const)),
  mood: fc.constantFrom(...MOODS),
  names,
});

/** Revision and lanes. */
const MACHINES = [
  { rules: 4, lanes: 1 },
  { rules: 5, lanes: 2 },
  { rules: 6, lanes: 8 },
  { rules: 7, lanes: 1 },
  { rules: 8, lanes: 4 },
  { rules: 9, lanes: 2 },
  { rules: 10, lanes: 4 },
  { rules: 11, lanes: 3 },
];
const share = (runs: number) => ({ ...given, numRuns: Math.ceil(runs / MACHINES.length) });

describe.each(MACHINES)(
  'scheduler and executor together, rules $rules, lanes $lanes',
  { timeout: 7_200_000 },
  (machine) => {
    it('keep G1, G2, G3, G6, G7, G8, G9, G12 and G18 after every event, come to an end, and again when told the same', () => {
      fc.assert(
        fc.property(
          worlds,
          fc.array(action, { maxLength: STEPS, size: 'max' }),
          rolls,
          ({ plan, mood, names }, steps, order) => {
            const world = opened(PLANS[plan], steps, 'none', names, machine);
            drain(world, order, 'hours', mood);
            checkEnd(world);
            world.replay();
          },
        ),
        share(RUNS),
      );
    });

    it('heal whatever an older build had let in, at any moment, and come to an end all the same', () => {
      const steps = fc.array(action, { maxLength: STEPS / 2, size: 'max' });
      const inherited = fc.array(fc.constantFrom(...INHERITED), { minLength: 1, maxLength: 3 });
      const states = fc.constantFrom('queued' as const, 'blocked' as const);
      fc.assert(
        fc.property(steps, inherited, states, steps, rolls, (before, changes, state, after, order) => {
          const world = opened(named, before, 'none', HOSTILE, machine);
          for (const [n, change] of changes.entries()) {
            const plain = { family: 'task', id: `old-${n}`, root: 'backlog', createdAt: '2026-01-01T00:00:00.000Z' };
            const reason = state === 'blocked' ? 'an older build said so' : null;
            const more = { sha256: 'a'.repeat(64), generation: 0, waitsFor: [], ...standing(state, reason) };
            world.inherit({ ...plain, ...more, ...change });
          }
          expect(Object.values(world.scheduler.items).filter((one) => !isDocumentRow(one))).toEqual([]);
          for (const [number, step] of after.entries()) perform(world, step, 500 + number);
          drain(world, order);
          checkEnd(world);
        }),
        share(FEWER.numRuns),
      );
    });

    it('count what every stage spent once, however late and often it is reported', () => {
      // Until rules 5 a result from the future took everything of the present out of its window.
      const ahead = machine.rules < 5 ? ['forgeResult'] : [];
      const timeless = action.filter((step) => !['sleep', 'wake', ...ahead].includes(step.do));
      fc.assert(
        fc.property(fc.array(timeless, { maxLength: STEPS, size: 'max' }), rolls, (steps, order) => {
          const world = opened(named, steps, 'hours', PLAIN, machine);
          drain(world, order, 'none');
          const counted = (world.scheduler.usage?.spans ?? []).reduce((sum, [, tokens]) => sum + tokens, 0);
          expect(counted).toBe(world.ledger());
        }),
        share(FEWER.numRuns),
      );
    });

    it('start no stage while paused, once the pause has arrived', () => {
      fc.assert(
        fc.property(fc.array(action, { maxLength: STEPS, size: 'max' }), rolls, (steps, order) => {
          const world = opened(named, steps, 'none', PLAIN, machine);
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
        share(FEWER.numRuns),
      );
    });

    it('never start more stages than the budget', () => {
      fc.assert(
        fc.property(fc.nat(9), fc.array(fc.nat(50), { maxLength: 200 }), (allowance, order) => {
          const world = new World(named.plan, named.digest, 'ws', machine.rules, machine.lanes);
          const documents = ['a', 'b', 'c', 'd', 'e'].map((id, n) =>
            documentRef('task', id, n < 3 ? 'backlog' : id, []),
          );
          const args = { commandId: 'e', issuer: '', reason: '', documents };
          world.command({ type: 'enqueue', at: world.now(), args });
          world.command(beginEvent(world, 'b', allowance));
          order.forEach((index, n) =>
            n % 2 === 0 ? world.deliver(index, n % 3 === 0) : world.finish(n % 4 === 3 ? index : 0, true),
          );
          // A second chance is no other stage.
          const chances = [...world.chances.values()].reduce((sum, one) => sum + one, 0);
          expect(world.started.size - chances).toBeLessThanOrEqual(allowance);
        }),
        share(FEWER.numRuns),
      );
    });
  },
);
