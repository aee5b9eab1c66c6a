// Turns that ask give their lanes away, and each is shown whole with every change: there are only so many of them.
import { expect, it } from 'vitest';
import { jsonBytes, LIMITS } from '../../core/contracts/limits.js';
import { compileShipped } from '../support/plan.js';
import { beginEvent } from './history.js';
import { documentRef, World } from './world.js';

const { named } = compileShipped('[execution_capabilities.defaults]\n"workspace.write" = "approval_required"\n');

function asking(lanes: number, roots: number): World {
  const world = new World(named.plan, named.digest, 'ws', 5, lanes);
  const documents = Array.from({ length: roots }, (_, n) => documentRef('task', `t-${n}`, `root-${n}`, []));
  world.command({ type: 'enqueue', at: world.now(), args: { commandId: 'e', issuer: '', reason: '', documents } });
  world.command(beginEvent(world, 'b', null));
  deliver(world);
  return world;
}

function deliver(world: World): void {
  const next = (): number => world.letters.findIndex(({ event }) => event.type !== 'timer');
  for (let at = next(); at >= 0; at = next()) world.deliver(at, false);
}

it.each([1, 2, 16])(
  'with %i lanes and more roots than may ask, all come to their end as they are answered',
  (lanes) => {
    const world = asking(lanes, LIMITS.turns + 20);
    expect(world.scheduler.turns).toHaveLength(LIMITS.turns);
    const shown = world.shown.findLast((entry) => entry.kind === 'workspace');
    expect(jsonBytes(shown)).toBeLessThan(LIMITS.message / 4);
    for (let round = 0; world.scheduler.finished.length < LIMITS.turns + 20 && round < 2000; round += 1) {
      const open = world.scheduler.approvals.find(({ status }) => status === 'pending');
      if (open !== undefined) world.decide('approve', open.id, `yes-${round}`);
      deliver(world);
      world.end((request) => world.outcome(request, { outcome: Object.keys(request.outcomes)[0] ?? '' }));
      deliver(world);
      expect(world.scheduler.turns.length).toBeLessThanOrEqual(LIMITS.turns);
    }
    expect(world.scheduler.finished).toHaveLength(LIMITS.turns + 20);
  },
);
