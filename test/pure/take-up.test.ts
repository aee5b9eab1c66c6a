// G5, G16: whenever the server loses its data, the files suffice: every accepted item ends, and no agent is paid twice.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import { itemKey } from '../../core/engine/workspace/scheduler-state.js';
import { isAsking } from '../../core/engine/workspace/approvals/approvals.js';
import { compileShipped } from '../support/plan.js';
import { FilesWorld } from './files-world.js';
import { documentRef, World } from './world.js';

const { named } = compileShipped();
const words = new World(named.plan, named.digest);
const { named: gated } = compileShipped('[execution_capabilities.defaults]\n"workspace.write" = "approval_required"\n');
const TASKS = 3;
const STAGES = 3;

const pass = (request: StageRunRequest): StageOutcome =>
  words.outcome(request, { outcome: Object.keys(request.outcomes)[0] ?? '' });
const networkDown = (request: StageRunRequest): StageOutcome =>
  words.outcome(request, { outcome: 'BLOCKED', failureClass: 'network_unavailable', origin: 'environment' });

/** What may happen next, as a number of the generator has it. */
function happen(world: FilesWorld, choice: number): void {
  if (choice < 3) world.deliver();
  else if (choice < 5) world.show();
  else if (choice < 6) world.endAgent(pass);
  else if (choice < 8) world.collect();
  else if (choice < 9) world.lose();
  else world.approve();
}

/** Everything goes on without further losses until nothing moves. */
function settle(world: FilesWorld): void {
  // Far more rounds than any story needs.
  for (let quiet = 0, round = 0; quiet < 3 && round < 500; quiet += 1, round += 1) {
    while (world.unseen.length > 0) world.show();
    while (world.deliver()) quiet = 0;
    if (world.waiting.length > 0 || isAsking(world.scheduler)) quiet = 0;
    world.approve();
    world.endAgent(pass);
    world.collect();
  }
}

function withTasks({ plan, digest } = named): FilesWorld {
  const world = new FilesWorld(plan, digest);
  for (let n = 1; n <= TASKS; n += 1)
    world.enqueue(documentRef('task', `t${n}`, 'backlog', n > 1 ? [`t${n - 1}`] : []));
  return world;
}

const finished = (world: FilesWorld): string[] => world.scheduler.finished.map((one) => one.key).sort();
const all = Array.from({ length: TASKS }, (_, n) => itemKey('task', `t${n + 1}`));

describe('a server that loses its data', () => {
  it('at any moments, any number of times: all tasks end done, with exactly the agents they need', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8), { maxLength: 150 }), (choices) => {
        const world = withTasks();
        for (const choice of choices) happen(world, choice);
        settle(world);
        expect(finished(world)).toEqual(all);
        expect(world.disk.agents.size).toBe(TASKS * STAGES);
      }),
      { numRuns: 300 },
    );
  });

  it('while persons are asked: every decision that was answered holds, and nothing runs without one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10), { maxLength: 150 }), (choices) => {
        const world = withTasks(gated);
        for (const choice of choices) happen(world, choice);
        settle(world);
        expect(finished(world)).toEqual(all);
        expect(world.ungranted, 'G8').toEqual([]);
        expect(world.disk.agents.size).toBe(TASKS * STAGES);
      }),
      { numRuns: 200 },
    );
  });

  it('while a stage waits for its environment: the wait goes on, and the stage runs again as its next attempt', () => {
    const world = withTasks();
    world.show();
    world.deliver();
    world.endAgent(networkDown);
    world.collect();
    world.deliver();
    const shown = world.disk.shown?.activation;
    expect(shown).toMatchObject({ phase: 'waiting', attempt: 2 });
    world.lose();
    expect(world.lineages.get('backlog')?.activation).toMatchObject({ phase: 'waiting', wait: shown?.wait });
    settle(world);
    expect(finished(world)).toEqual(all);
    expect(world.disk.agents.size).toBe(TASKS * STAGES + 1);
  });

  it('keeps a cancellation of the active item that was answered: no agent starts for it again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(7), { maxLength: 40 }), (choices) => {
        const world = withTasks();
        for (const choice of choices) happen(world, choice);
        const active = world.scheduler.turns[0];
        fc.pre(active !== undefined && world.disk.shown?.activation.turn === active.number);
        if (active === undefined) return;
        const key = itemKey('task', active.item.id);
        world.cancel(active.item.id);
        const before = world.disk.agents.size;
        // With its last stage the item may be done before the end comes.
        const isLast = world.disk.shown?.activation.node === 'updater';
        world.lose();
        expect(world.disk.agents.size, 'the stage in flight is attached to, or none was').toBe(before);
        settle(world);
        const end = world.scheduler.finished.find((one) => one.key === key);
        expect(end?.as === 'cancelled' || (isLast && end?.done), key).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps what is blocked, and the order in which items wait for each other', () => {
    const world = withTasks();
    world.disk.places.set('task/t9', { state: 'blocked', sha256: 'x', order: [1, 0], generation: 2 });
    world.disk.documents.set('task/t9', documentRef('task', 't9', 'backlog', []));
    world.lose();
    expect(world.scheduler.items['task/t9']).toMatchObject({ state: 'blocked', reason: 'r', generation: 2 });
    expect(world.scheduler.waiting).toEqual(['task/t2', 'task/t3']);
  });
});
