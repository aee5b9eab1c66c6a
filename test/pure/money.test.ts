// Rules on money under a network that delays, repeats and reorders: only stages in flight go beyond a cap, and who waited for more goes on.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandEvent } from '../../core/contracts/command-table.js';
import type { Prices } from '../../core/contracts/money.js';
import type { OwnRule, SpendArgs } from '../../core/contracts/spending.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { ExecutorEffect, ExecutorEvent } from '../../core/engine/lineage/executor-events.js';
import type { ExecutorState } from '../../core/engine/lineage/executor-state.js';
import { itemKey } from '../../core/engine/workspace/scheduler-state.js';
import { beginEvent, named } from './history.js';
import { documentRef, World } from './world.js';

const RUNS = Number(process.env['MILLRACE_PROPERTY_RUNS'] ?? 300) / 4;
const SEED = process.env['MILLRACE_PROPERTY_SEED'];

const MODELS = [
  ...new Set(
    Object.values(named.plan.planes).flatMap(({ nodes }) => Object.values(nodes).flatMap(({ model }) => model ?? [])),
  ),
];
/** A millionth for each token of input. */
const PRICES: Prices = {
  ...{ currency: 'EUR', asOf: '2026-01-01', source: 'drawn' },
  models: MODELS.map((model) => [model, { input: 1_000_000, cachedInput: 0, output: 0 }]),
};

/** What a stage of this world costs at most. */
const DEAREST = 600;

interface Caps {
  night: number;
  item: number;
  root: number;
}

function spending({ night, item, root }: Caps): SpendArgs {
  const own = [
    { id: 'item', per: 'item', limit: item, currency: 'EUR' },
    { id: 'root', per: 'root', limit: root, currency: 'EUR' },
  ] satisfies OwnRule[];
  const rules = [{ id: 'night', window: 'night' as const, threshold: night, currency: 'EUR' }];
  return {
    prices: PRICES,
    usage: { autoResume: true, timeZone: 'UTC', rules, weeks: [], nights: ['2025-12-31T12:00:00.000Z'], own },
  };
}

/** Knows what every applied result cost, and the most that was ever allowed. */
class CountedWorld extends World {
  private readonly cost = new Map<string, number>();
  private readonly most = new Map<string, number>();
  readonly overrun: string[] = [];

  /** To be called after each command: what is allowed may be more by now. */
  look(): void {
    const { usage } = this.scheduler;
    for (const { id, threshold } of usage?.views ?? []) this.allow(id, threshold);
    for (const { id, limit } of usage?.rules?.own ?? []) this.allow(id, limit);
    for (const { of, to } of usage?.raised ?? []) this.allow(of, to);
  }

  private allow(what: string, most: number): void {
    this.most.set(what, Math.max(most, this.most.get(what) ?? 0));
  }

  protected override tell(root: string, state: ExecutorState, event: ExecutorEvent): ExecutorEffect[] {
    const { activation } = state;
    if (
      event.type === 'stage_finished' &&
      activation?.phase === 'running' &&
      activation.requestId === event.outcome.requestId
    )
      this.pay(activation.item, event.outcome.usage?.input ?? 0);
    this.look();
    const effects = super.tell(root, state, event);
    for (const effect of effects) if (effect.type === 'run_stage') this.check(effect.request);
    return effects;
  }

  private pay({ family, id, root }: { family: string; id: string; root: string }, micros: number): void {
    const names = ['night', itemKey(family, id), ...(root === 'backlog' ? [] : [root])];
    for (const name of names) this.cost.set(name, (this.cost.get(name) ?? 0) + micros);
  }

  /** A stage may start only while what is over cost less than what it counts for allows; of the night each other lane may be one stage beyond. */
  private check({ item, requestId }: StageRunRequest): void {
    const names = [
      ['night', 'night'],
      [itemKey(item.family, item.id), 'item'],
      [item.root, 'root'],
    ] as const;
    for (const [name, rule] of names) {
      const [spent, most] = [this.cost.get(name) ?? 0, Math.max(this.most.get(name) ?? 0, this.most.get(rule) ?? 0)];
      if (spent >= most + (name === 'night' ? (this.lanes - 1) * DEAREST : 0))
        this.overrun.push(`${requestId}: ${name} has cost ${spent} of ${most}`);
    }
  }
}

const cap = fc.integer({ min: 1, max: 4000 });
const caps = fc.record({ night: cap, item: cap, root: cap });
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('deliver' as const), n: fc.nat(50), keep: fc.boolean() }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constant('finish' as const), n: fc.nat(1000), keep: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('renew', 'pause', 'resume', 'terminate') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('approve', 'deny') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('begin' as const, 'reload' as const), caps }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('raise' as const), n: fc.nat(8), to: cap }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const ITEMS = ['a', 'b', 'c', 'd', 'e', 'f'];
const rootOf = (n: number): string => ['R', 'R', 'S', 'S', 'T', 'backlog'][n] ?? 'backlog';
const issued = (commandId: string) => ({ commandId, issuer: 'test', reason: '' });

function opened(first: Caps, machine: { rules: number; lanes: number }): CountedWorld {
  const world = new CountedWorld(named.plan, named.digest, 'ws', machine.rules, machine.lanes);
  begin(world, 'first', first);
  const documents = ITEMS.map((id, n) => documentRef('task', id, rootOf(n), []));
  world.command({ type: 'enqueue', at: world.now(), args: { ...issued('tasks'), documents } });
  return world;
}

function begin(world: CountedWorld, id: string, told: Caps, type: 'begin' | 'reload' = 'begin'): void {
  const event = beginEvent(world, id, null) as CommandEvent<'begin'>;
  world.command({ ...event, type, args: { ...event.args, ...spending(told) } });
  world.look();
}

function perform(world: CountedWorld, one: Step, number: number): void {
  const at = world.now();
  const args = issued(`step-${number}`);
  const asked = world.scheduler.approvals.find(({ status }) => status === 'pending');
  switch (one.do) {
    case 'deliver':
      return world.deliver('n' in one ? one.n : 0, 'keep' in one && one.keep);
    case 'finish':
      return world.finish('n' in one ? one.n : 0, 'keep' in one && one.keep);
    case 'renew':
      return world.renew();
    case 'terminate':
      return void world.terminateLineage(args.commandId);
    case 'approve':
    case 'deny':
      if (asked !== undefined) world.decide(one.do, asked.id, args.commandId);
      return world.look();
    case 'begin':
    case 'reload':
      return 'caps' in one ? begin(world, args.commandId, one.caps, one.do) : undefined;
    case 'raise': {
      const { n, to } = one as { n: number; to: number };
      const item = ITEMS[n];
      const what =
        n > 6
          ? { rule: 'night' }
          : { rule: n % 2 === 0 ? 'item' : 'root', of: n % 2 === 0 ? `task/${item ?? ''}` : rootOf(n) };
      world.command({ type: 'raise', at, args: { ...args, ...what, to } });
      return world.look();
    }
    default:
      return void world.command({ type: one.do, at, args });
  }
}

/** Everything that waits is allowed, and all comes to its end. */
function drain(world: CountedWorld, rolls: readonly number[]): void {
  const plenty = { night: 10_000_000, item: 1_000_000, root: 1_000_000 };
  world.command({ type: 'resume', at: world.now(), args: issued('drain') });
  begin(world, 'drain-begin', plenty);
  for (let n = 0; n < 5000 && (world.letters.length + world.running.length > 0 || world.wake()); n += 1) {
    const roll = (rolls[n % rolls.length] ?? 0) + n;
    if (world.letters.length > 0 && n % 5 > 0) world.deliver(roll, n < 200 && roll % 4 === 0);
    else world.end((request) => world.outcome(request, { outcome: Object.keys(request.outcomes)[0] ?? '' }));
  }
}

describe.each([
  { rules: 8, lanes: 1 },
  { rules: 9, lanes: 3 },
])('money, rules $rules, lanes $lanes', { timeout: 7_200_000 }, (machine) => {
  const given = { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) };
  const rolls = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 });

  it('is never more than the cap and the stages in flight, and whoever may spend more goes on with the same request', () => {
    fc.assert(
      fc.property(caps, fc.array(step, { maxLength: 120, size: 'max' }), rolls, (first, steps, order) => {
        const world = opened(first, machine);
        for (const [number, one] of steps.entries()) perform(world, one, number);
        expect(world.overrun).toEqual([]);
        const waiting = world.scheduler.approvals.filter(({ status }) => status === 'pending');
        drain(world, order);
        expect(world.scheduler.turns, 'a turn waits for ever').toEqual([]);
        expect(
          waiting.filter(({ requestId }) => !world.started.has(requestId)),
          'did not go on',
        ).toEqual([]);
        expect([world.startedAgain, world.ungranted]).toEqual([0, []]);
      }),
      given,
    );
  });
});
