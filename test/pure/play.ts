// A history from its first event to its end: what is drawn happens, and then everything that goes on comes to an end.
import { isReplaced } from '../../core/engine/workspace/claims/replaced.js';
import { readyTarget } from '../../core/engine/workspace/closure/target.js';
import { isRootless } from '../../core/contracts/ids.js';
import { isRetired } from '../../core/engine/lineage/turns/retire.js';
import { isAsking } from '../../core/engine/workspace/approvals/approvals.js';
import type { DocumentRef } from '../../core/contracts/documents.js';
import { itemKey } from '../../core/engine/workspace/scheduler-state.js';
import type { NamedPlan } from '../../core/contracts/plan.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { type Action, beginEvent, decide, enqueue, perform, type Spending } from './history.js';
import { ensure, WatchedWorld } from './watched.js';
import { type Names, PLAIN } from './hostile.js';
import { documentRef, type World } from './world.js';
import { deliveredAs } from './deliveries.js';

/** Far more than any history needs. */
const MOST_STEPS = 60_000;
/** The network plays its tricks so long; afterwards letters arrive once. */
const TRICKS = 300;

/** A workspace that has begun, with three documents. `steps` happen, each with a number of its own. */
export function opened(
  { plan, digest }: NamedPlan,
  steps: readonly Action[],
  spending: Spending = 'none',
  names: Names = PLAIN,
  machine: { rules?: number; lanes?: number } = {},
): WatchedWorld {
  const world = new WatchedWorld(plan, digest, machine.rules, machine.lanes);
  world.names = names;
  world.command(beginEvent(world, 'first', null, spending));
  for (const n of [0, 1, 2]) enqueue(world, { n, root: 0, needs: 9 }, 1000 + n);
  for (const [number, step] of steps.entries()) perform(world, step, number);
  return world;
}

/**
 * How stages end once nothing else is drawn. `good`: well. `stubborn`: never well, so that every bound is used up. `gaps`: well,
 * but no root is ever good enough, and work comes for it while it is judged.
 */
export const MOODS = ['good', 'good', 'good', 'good', 'good', 'good', 'stubborn', 'gaps'] as const;
type Mood = (typeof MOODS)[number];

const rootNumber = ({ names }: World, root: string): number =>
  [0, 1, 2].find((n) => n > 0 && names.root(n) === root) ?? 0;

function endIn(world: World, mood: Mood, roll: number): void {
  const index = roll % Math.max(1, world.running.length);
  const request = world.running[index]?.request;
  if (request === undefined) return;
  if (mood === 'gaps' && request.closure !== undefined && roll % 2 === 1)
    enqueue(world, { n: 20 + (roll % 5), root: rootNumber(world, request.item.root), needs: 9 }, 100_000 + roll);
  const [good = '', ...others] = Object.keys(request.outcomes);
  const isBad = mood === 'stubborn' || (mood === 'gaps' && request.closure !== undefined && roll % 9 !== 3);
  const outcome = isBad ? (others[roll % Math.max(1, others.length)] ?? good) : good;
  world.end(
    (one) => world.outcome(one, { outcome, emitted: mood === 'gaps' ? plannedTask(one, roll) : [] }),
    false,
    index,
  );
}

/** Remediation that plans work is worth another verdict: so rounds go on until the plan's limit ends them. */
const plannedTask = ({ emits, requestId, item }: StageRunRequest, roll: number): DocumentRef[] =>
  emits.includes('task') ? [documentRef('task', `for-${requestId}-${roll % 2}`, item.root, [])] : [];

/** Everything is delivered, in any order and some of it twice; every stage ends: whatever was going on comes to an end. */
export function drain(world: World, rolls: readonly number[], spending: Spending = 'hours', mood: Mood = 'good'): void {
  if (mood === 'gaps') enqueue(world, { n: 2, root: 1, needs: 9 }, 90_000);
  world.command({ type: 'resume', at: world.now(), args: { commandId: 'drain-resume', issuer: 'test', reason: '' } });
  world.command(beginEvent(world, 'drain-begin', null, spending));
  for (let step = 0; step < MOST_STEPS && goesOn(world); step += 1) {
    const roll = (rolls[step % rolls.length] ?? 0) + step;
    // Every question is answered, or expires.
    if (step % 40 === 39 && isAsking(world.scheduler)) world.wake();
    if (step % 5 === 0) world.answerDelivery((input) => deliveredAs(input, mood === 'good' ? 0 : roll), roll % 2 === 0);
    if (step % 4 === 0 && isAsking(world.scheduler))
      decide(world, { do: roll % 7 === 0 ? 'deny' : 'approve', newest: true }, 10_000 + step);
    // However the dice fall, letters are not held back for ever.
    if (world.letters.length > 0 && (roll % 5 > 0 || step % 7 === 0))
      world.deliver(roll * 7, step < TRICKS && roll % 4 === 0);
    else if (roll % 6 === 0 && mood !== 'stubborn') world.finish(roll, roll % 3 === 0);
    else endIn(world, mood, roll);
  }
}

/** Something is on its way, or time brings something. */
const goesOn = (world: World): boolean =>
  world.letters.length + world.running.length + world.deliveries.length > 0 ||
  isAsking(world.scheduler) ||
  world.wake();

/** Nothing moves any more, and nothing is left that could. */
export function checkEnd(world: World): void {
  const { letters, running, scheduler } = world;
  const { ready, items, targets, delivery } = scheduler;
  ensure(letters.length + running.length === 0, 'G6: something goes on for ever', () => letters.slice(0, 3));
  ensure(scheduler.pauses.length === 0, 'no limit on spending holds for ever', () => scheduler.pauses);
  ensure(scheduler.turns.length === 0, 'a turn never came back', () => scheduler.turns);
  const undelivered = targets.filter(({ state }) => state === 'delivering');
  ensure(delivery === undefined && undelivered.length === 0, 'a root that passed is never delivered', () => targets);
  ensure(readyTarget(scheduler) === undefined, 'a root waits for a verdict that it could have');
  const active = Object.values(items).filter(({ state }) => state === 'active');
  ensure(active.length === 0, 'active without a turn', () => active);
  const runs = scheduler.rules >= 5 || scheduler.plan?.learns !== true;
  const line = [...ready.execution, ...ready.planning, ...(runs ? ready.learning : [])];
  ensure(line.length === 0, 'left in line', () => line);
  checkSaid(world);
  checkLineages(world);
}

/** A lineage goes on while something of its root is left, and no longer. */
function checkLineages({ lineages, scheduler }: World): void {
  if (scheduler.rules < 5) return;
  const left = new Set([...Object.values(scheduler.items), ...scheduler.targets].map(({ root }) => root));
  const idle = [...lineages].filter(([root, state]) => !isRootless(root) && !left.has(root) && !isRetired(state));
  ensure(idle.length === 0, 'nothing of a root is left, and its lineage goes on', () => idle);
}

/** G20: what is left and does not move by itself is said, and what is blocked without anybody who helps needs a person. */
function checkSaid({ shown, scheduler }: World): void {
  const { items, targets } = scheduler;
  const section = shown.findLast((entry) => entry.kind === 'workspace');
  const said = section?.kind === 'workspace' ? (section.value.stuck ?? []).length : 0;
  const left = [...Object.keys(items), ...targets.flatMap(({ state, root }) => (state === 'open' ? [root] : []))];
  ensure(left.length === 0 || said > 0, 'G20: waits for ever, and nobody is told', () => left);
  for (const [key, item] of Object.entries(items)) {
    if (item.state !== 'blocked' || isReplaced(scheduler, key)) continue;
    const why = shown.findLast((entry) => entry.kind === 'blocked' && itemKey(entry.family, entry.id) === key);
    ensure(why?.kind === 'blocked' && why.value.needsYou, 'G20: blocked, and said to be taken care of', () => key);
  }
}

/** Every letter arrives, in any order and some of them twice, while the stage in flight goes on. */
export function deliverAll(world: World, rolls: readonly number[]): void {
  for (let step = 0; world.letters.length > 0; step += 1) {
    const roll = (rolls[step % rolls.length] ?? 0) + step;
    world.deliver(roll * 7, step < 100 && roll % 3 === 0);
  }
}
