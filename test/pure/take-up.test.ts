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
const STAGES = 3;

/** Revision and lanes. */
const MACHINES = [
  { rules: 4, lanes: 1 },
  { rules: 5, lanes: 2 },
  { rules: 6, lanes: 1 },
  { rules: 6, lanes: 8 },
  { rules: 11, lanes: 2 },
];
type Machine = (typeof MACHINES)[number];
/** A round has 300. */
const RUNS = Number(process.env['MILLRACE_PROPERTY_RUNS'] ?? 300);
const share = (runs: number) => ({ numRuns: Math.ceil((runs * RUNS) / 300 / MACHINES.length / 2) });

/** A chain of tasks in one root, and tasks that have a root each. */
const TASKS: readonly [id: string, root: string, needs: string[]][] = [
  ['t1', 'backlog', []],
  ['t2', 'backlog', ['t1']],
  ['t3', 'backlog', ['t2']],
  ['u1', 'one', []],
  ['v1', 'two', []],
];
const all = TASKS.map(([id]) => itemKey('task', id));
const AGENTS = TASKS.length * STAGES;

const pass = (request: StageRunRequest): StageOutcome =>
  words.outcome(request, { outcome: Object.keys(request.outcomes)[0] ?? '' });
/** Wrong in its form for as long as it is asked once more. */
const clumsy = (request: StageRunRequest): StageOutcome =>
  request.form?.chance === 'ahead'
    ? words.outcome(request, { outcome: 'BLOCKED', failureClass: 'missing_terminal_result', origin: 'runner' })
    : pass(request);
const networkDown = (request: StageRunRequest): StageOutcome =>
  words.outcome(request, { outcome: 'BLOCKED', failureClass: 'network_unavailable', origin: 'environment' });

/** What may happen next, as a number of the generator has it. */
function happen(world: FilesWorld, choice: number, say = pass): void {
  if (choice < 3) world.deliver();
  else if (choice < 5) world.show();
  else if (choice < 6) world.endAgent(say);
  else if (choice < 8) world.collect();
  else if (choice < 9) world.lose();
  else world.approve();
}

/** Everything goes on without further losses until nothing moves. */
function settle(world: FilesWorld, say = pass): void {
  // Far more rounds than any story needs.
  for (let quiet = 0, round = 0; quiet < 3 && round < 500; quiet += 1, round += 1) {
    while (world.unseen.length > 0) world.show();
    while (world.deliver()) quiet = 0;
    if (world.waiting.length > 0 || isAsking(world.scheduler)) quiet = 0;
    world.approve();
    world.endAgent(say);
    world.collect();
  }
}

function withTasks({ rules, lanes }: Machine, { plan, digest } = named): FilesWorld {
  const world = new FilesWorld(plan, digest, rules, lanes);
  for (const [id, root, needs] of TASKS) world.enqueue(documentRef('task', id, root, needs));
  return world;
}

/** G3: each root has one turn, no more agents work than there are lanes, and no turn is newer than the workspace knows. */
function checkLanes({ scheduler, lineages, lanes, disk }: FilesWorld): void {
  const roots = scheduler.turns.map(({ item }) => item.root);
  expect(new Set(roots).size, 'a root holds two turns').toBe(roots.length);
  const atWork = [...disk.agents.values()].filter((outcome) => outcome === null);
  expect(atWork.length, 'agents at work').toBeLessThanOrEqual(lanes);
  const turns = [...lineages.values()].map(({ lastTurn }) => lastTurn);
  expect(Math.max(0, ...turns)).toBeLessThanOrEqual(scheduler.lastTurn);
}

function play(world: FilesWorld, choices: readonly number[], say = pass): void {
  for (const choice of choices) {
    happen(world, choice, say);
    checkLanes(world);
  }
}

const finished = (world: FilesWorld): string[] => world.scheduler.finished.map((one) => one.key).sort();

const long = { timeout: 3_600_000 };

describe.each(MACHINES)('a server that loses its data, rules $rules, lanes $lanes', long, (machine) => {
  it('at any moments, any number of times: all tasks end done, with exactly the agents they need', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8), { maxLength: 150, size: 'max' }), (choices) => {
        const world = withTasks(machine);
        play(world, choices);
        settle(world);
        expect(finished(world)).toEqual(all);
        expect(world.disk.agents.size).toBe(AGENTS);
      }),
      share(300),
    );
  });

  it('while stages are asked once more: each once, however often that moment is hit', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8), { maxLength: 150, size: 'max' }), (choices) => {
        const world = withTasks(machine);
        play(world, choices, clumsy);
        settle(world, clumsy);
        expect(finished(world)).toEqual(all);
        expect(world.disk.agents.size).toBe(machine.rules < 6 ? AGENTS : 2 * AGENTS);
      }),
      share(100),
    );
  });

  it('while persons are asked: every decision that was answered holds, and nothing runs without one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10), { maxLength: 150, size: 'max' }), (choices) => {
        const world = withTasks(machine, gated);
        play(world, choices);
        settle(world);
        expect(finished(world)).toEqual(all);
        expect(world.ungranted, 'G8').toEqual([]);
        expect(world.disk.agents.size).toBe(AGENTS);
      }),
      share(200),
    );
  });

  it('while roots are worked on and judged: each closes once and with nothing left, by as many agents as without a loss', () => {
    const withRoots = (): FilesWorld => {
      const world = new FilesWorld(named.plan, named.digest, machine.rules, machine.lanes);
      for (const root of ['one', 'two', 'three']) {
        world.enqueue(documentRef('spec', root, root, []));
        world.enqueue(documentRef('task', `of-${root}`, root, []));
      }
      return world;
    };
    const calm = withRoots();
    settle(calm);
    expect(calm.disk.closings.toSorted()).toEqual(['one', 'three', 'two']);
    // Each is delivered twice, with a merger between.
    if (machine.rules >= 10) expect(finished(calm)).toContain('task/merge-one-1');
    fc.assert(
      fc.property(fc.array(fc.nat(8), { maxLength: 200, size: 'max' }), (choices) => {
        const world = withRoots();
        play(world, choices);
        settle(world);
        expect(world.disk.closings.toSorted(), 'G7').toEqual(['one', 'three', 'two']);
        expect(world.disk.closedWithWork, 'G7').toEqual([]);
        expect(finished(world), 'G1').toEqual(finished(calm));
        expect(world.disk.agents.size, 'G2').toBe(calm.disk.agents.size);
      }),
      share(200),
    );
  });

  it('while a stage waits for its environment: the wait goes on, and the stage runs again as its next attempt', () => {
    const world = withTasks(machine);
    world.show();
    while (world.waiting.length === 0) world.deliver();
    world.endAgent(networkDown);
    world.collect();
    while (world.disk.shownOf(1)?.phase === 'running') world.deliver();
    const shown = world.disk.shownOf(1);
    expect(shown).toMatchObject({ phase: 'waiting', attempt: 2 });
    world.lose();
    expect(world.lineages.get('backlog')?.activation).toMatchObject({ phase: 'waiting', wait: shown?.wait });
    settle(world);
    expect(finished(world)).toEqual(all);
    expect(world.disk.agents.size).toBe(AGENTS + 1);
  });

  it('keeps a cancellation of the active item that was answered: no agent starts for it again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(7), { maxLength: 40 }), (choices) => {
        const world = withTasks(machine);
        play(world, choices);
        const active = world.scheduler.turns[0];
        fc.pre(active !== undefined && world.disk.shownOf(active.number) !== undefined);
        if (active === undefined) return;
        const key = itemKey('task', active.item.id);
        world.cancel(active.item.id);
        const before = world.disk.agents.size;
        // With its last stage the item may be done before the end comes.
        const isLast = world.disk.shownOf(active.number)?.node === 'updater';
        world.lose();
        expect(world.disk.agents.size, 'the stage in flight is attached to, or none was').toBe(before);
        settle(world);
        const end = world.scheduler.finished.find((one) => one.key === key);
        expect(end?.as === 'cancelled' || (isLast && end?.done), key).toBe(true);
      }),
      share(100),
    );
  });

  it('keeps what is blocked, and the order in which items wait for each other', () => {
    const world = withTasks(machine);
    world.disk.places.set('task/t9', { state: 'blocked', sha256: 'x', order: [1, 0], generation: 2 });
    world.disk.documents.set('task/t9', documentRef('task', 't9', 'backlog', []));
    world.lose();
    expect(world.scheduler.items['task/t9']).toMatchObject({ state: 'blocked', reason: 'r', generation: 2 });
    expect(world.scheduler.waiting).toEqual(['task/t2', 'task/t3']);
  });
});
