// A world that keeps its promises or says at once which one it broke: every event of a machine is followed by a look at what
// it may have changed, and is kept, so that both machines can be played again from what they were told.
import { isDeepStrictEqual } from 'node:util';
import type { Activation } from '../../core/contracts/activation.js';
import type { Answer } from '../../core/contracts/commands.js';
import type { Plan } from '../../core/contracts/plan.js';
import type { StageOutcome } from '../../core/contracts/stage.js';
import type { ExecutorEffect, ExecutorEvent } from '../../core/engine/lineage/executor-events.js';
import { stepExecutor } from '../../core/engine/lineage/executor.js';
import type { ExecutorState } from '../../core/engine/lineage/executor-state.js';
import { newExecutor } from '../../core/engine/lineage/executor-state.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { isRootless, LEARNING } from '../../core/contracts/ids.js';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import type { SchedulerEvent } from '../../core/engine/workspace/scheduler-events.js';
import { isEntered, isWanted } from '../../core/engine/workspace/claims/order.js';
import { readyTarget } from '../../core/engine/workspace/closure/target.js';
import type { SchedulerState, Turn } from '../../core/engine/workspace/scheduler-state.js';
import { leftToAllot } from '../../core/engine/workspace/turns/budget.js';
import { FOREGROUND } from '../../core/engine/workspace/turns/claim.js';
import { hasFreeLane, isTaken } from '../../core/engine/workspace/turns/lanes.js';
import { mayGo } from '../../core/engine/workspace/turns/leash.js';
import { itemKey, newScheduler } from '../../core/engine/workspace/scheduler-state.js';
import { stepScheduler } from '../../core/engine/workspace/scheduler.js';
import { World } from './world.js';
import { ROUNDS } from './deliveries.js';

/** Hosts that one stage may lose without spending anything. */
const LOST_HOSTS = 3;

/** Throws what is broken, in one sentence. */
export function ensure(holds: boolean, promise: string, told: () => unknown = () => ''): void {
  if (holds) return;
  const more = told();
  throw new Error(`${promise}${more === '' ? '' : `: ${typeof more === 'string' ? more : JSON.stringify(more)}`}`);
}

const DECISIONS: ReadonlySet<string> = new Set(['requeue', 'retry_active', 'judge', 'reclaim', 'clear_stale_state']);

const mostRequeues = ({ args }: SchedulerEvent & { type: 'begin' | 'reload' }): number => args.requeue?.most ?? 0;

export class WatchedWorld extends World {
  /** What each machine was told, as JSON. */
  private readonly heard: string[] = [];
  private readonly heardBy = new Map<string, string[]>();
  private readonly largest: number;
  /** Roots whose last verdict, as the scheduler was told, was that they may close. */
  private readonly passed = new Set<string>();
  private routed = 0;
  /** How often the runtime may queue an item again by itself. */
  private requeues = 0;

  constructor(plan: Plan, digest: string, rules = NEWEST_RULES, lanes = 1) {
    super(plan, digest, 'ws', rules, lanes);
    this.largest = Math.max(...Object.values(plan.planes).flatMap((graph) => Object.values(graph.maxStageRuns)));
  }

  override command(event: SchedulerEvent): Answer | null {
    this.heard.push(JSON.stringify(event));
    if (event.type === 'left' && event.message.verdict?.result === 'passed') this.passed.add(event.message.id);
    this.noteDecision(event);
    const before = this.scheduler.turns;
    const answer = super.command(event);
    this.lookAtScheduler();
    for (const turn of this.scheduler.turns) if (!before.includes(turn)) checkNewTurn(this.scheduler, turn);
    return answer;
  }

  protected override tell(root: string, state: ExecutorState, event: ExecutorEvent): ExecutorEffect[] {
    const heard = this.heardBy.get(root) ?? [];
    this.heardBy.set(root, heard);
    heard.push(JSON.stringify(event));
    const spared = event.type === 'stage_finished' ? environmentOf(state, event.outcome) : null;
    const effects = super.tell(root, state, event);
    if (spared !== null) checkSpared(spared, state.activation, effects);
    if (event.type === 'stage_finished') checkSuccess(event.outcome, effects);
    this.lookAtLineages();
    return effects;
  }

  override renew(): void {
    const before = plain(this.scheduler);
    super.renew();
    same('the workspace, continued as new,', before, plain(this.scheduler));
  }

  /** A lineage that starts anew was told nothing. */
  protected override forget(root: string): void {
    super.forget(root);
    this.heardBy.delete(root);
  }

  protected override onCompleted(root: string): void {
    this.heardBy.delete(root);
    ensure(!this.running.some((one) => one.root === root), 'a lineage completed while its agent worked', () => root);
    ensure(!isRootless(root), 'the lineage of work without a root completed');
  }

  /** What a person says of an item, or of all, gives it as many stages anew. */
  private noteDecision(event: SchedulerEvent): void {
    if (event.type === 'begin' || event.type === 'reload') this.requeues = Math.max(this.requeues, mostRequeues(event));
    if (!DECISIONS.has(event.type)) return;
    const { id } = (event as { args: { id?: string } }).args;
    for (const item of [...this.undecided.keys()])
      if (id === undefined || item.endsWith(`/${id}`)) this.undecided.delete(item);
  }

  private lookAtScheduler(): void {
    checkPlaces(this.scheduler, this.accepted);
    checkLine(this.scheduler);
    ensure(this.closedWithWork.length === 0, 'G7: a root closed with work left', () => this.closedWithWork);
    for (const [root, times] of this.closed) {
      ensure(times === 1, 'G7: a root closed again', () => root);
      ensure(this.passed.has(root), 'G7: a root closed without its verdict', () => root);
    }
    const { remediationRounds, generations } = this.plan.limits;
    for (const target of this.scheduler.targets) {
      ensure(target.rounds <= remediationRounds, 'G6: more rounds than the plan allows', () => target);
      ensure((target.delivery?.rounds ?? 0) <= ROUNDS, 'G6: more merging than the plan allows', () => target);
    }
    this.lookAtDelivery();
    // What lies deeper is kept, and never runs.
    const { turns } = this.scheduler;
    for (const turn of turns)
      ensure(turn.item.generation <= generations, 'G6: what lies deeper than the plan allows runs', () => turn);
    checkLanes(this.scheduler);
    checkNobodyWaits(this.scheduler);
    checkLessons(this.scheduler, this.shown);
  }

  /** One at a time, each attempt once, of a root at which nobody works. */
  private lookAtDelivery(): void {
    const { delivery, turns } = this.scheduler;
    const attempts = this.delivering.map(({ root, attempt }) => `${root} ${attempt}`);
    ensure(new Set(attempts).size === attempts.length, 'a delivery was asked for twice', () => attempts);
    ensure(this.deliveries.length <= 1, 'two deliveries at a time', () => this.deliveries);
    const busy = turns.filter(({ item, plane }) => item.root === delivery?.root && plane !== 'learning');
    ensure(busy.length === 0, 'somebody works in a tree that is being delivered', () => busy);
  }

  private lookAtLineages(): void {
    checkTrees(this.running, this.lanes);
    ensure(this.ungranted.length === 0, 'G8: a stage ran without its yes', () => this.ungranted);
    ensure(this.changedWithinChance.length === 0, 'a second chance had another runner', () => this.changedWithinChance);
    ensure(this.startedAfterEnd.length === 0, 'what was ended started a stage', () => this.startedAfterEnd);
    ensure(this.startedAgain === 0, 'G2: a request started twice');
    ensure(this.appliedAgain === 0, 'G2: a result was applied twice');
    for (const [stage, starts] of this.starts) {
      const [waits = 0, chances = 0] = [this.waits.get(stage), this.chances.get(stage)];
      ensure(chances <= Number(this.rules >= 6), 'G6: more than one second chance of a stage', () => stage);
      ensure(starts <= 1 + chances + waits, 'G6: more agents than stage runs, chances and waits', () => stage);
    }
    if (this.applied.size === this.routed) return;
    this.routed = this.applied.size;
    for (const [run, stages] of this.stagesOfRun)
      ensure(stages <= this.largest, 'G6: an activation had more stages than the plan allows', () => run);
    const cap = (1 + this.requeues) * this.largest;
    for (const [item, stages] of this.undecided)
      ensure(stages <= cap, 'A17: an item had more stages than it may without a decision', () => item);
  }

  /** Fresh machines that are told the same come to the same end, continued as new or not. */
  replay(): void {
    const scheduler = newScheduler('ws', this.rules, this.lanes);
    for (const text of this.heard) stepScheduler(scheduler, JSON.parse(text) as SchedulerEvent);
    same('the workspace', plain(this.scheduler), plain(scheduler));
    for (const [root, heard] of this.heardBy) {
      const state = newExecutor('ws', root, this.rules);
      for (const text of heard) stepExecutor(state, JSON.parse(text) as ExecutorEvent, this.plan);
      same(root, plain(this.lineages.get(root)), plain(state));
    }
  }
}

/** As it survives JSON. The index is made from the rest, and an empty line of it says nothing. */
const plain = (state: SchedulerState | ExecutorState | undefined): unknown =>
  JSON.parse(JSON.stringify(state, (key, value: unknown) => (key === 'index' ? undefined : value)));

function same(what: string, was: unknown, again: unknown): void {
  ensure(isDeepStrictEqual(was, again), `${what}, told the same again, came to another end`, () => ({ was, again }));
}

/** G3: of one tree one foreground stage runs at a time; with one lane all roots have the same tree. */
function checkTrees(running: World['running'], lanes: number): void {
  const foreground = running.filter(({ request }) => request.plane !== 'learning');
  const trees = foreground.map(({ root }) => (lanes === 1 ? 'in place' : root));
  ensure(new Set(trees).size === trees.length, 'G3: two stages run at once', () =>
    foreground.map(({ request }) => request.node),
  );
  ensure(foreground.length <= lanes, 'more stages run than there are lanes', () => trees);
}

/** A root has one turn, and no lane has two. */
function checkLanes({ turns, lanes, allowance }: SchedulerState): void {
  const roots = turns.map(({ item }) => item.root);
  ensure(new Set(roots).size === roots.length, 'a root holds two lanes', () => roots);
  const held = turns.filter(({ lane }) => lane === 'foreground').length;
  ensure(held <= lanes, 'more turns than lanes', () => roots);
  ensure(turns.filter(({ lane }) => lane === 'learning').length <= 1, 'two turns learn', () => roots);
  const unstarted = turns.reduce((sum, { allotted = 0, started = 0 }) => sum + Math.max(0, allotted - started), 0);
  // Stages that were in flight when the budget came are counted as its own.
  ensure(unstarted <= (allowance ?? Infinity) + turns.length, 'more is allotted than the budget has', () => turns);
}

/**
 * While work waits no lane is free. What is learned holds none of it up, not for one message: until rules 7 it could hold the work of its
 * own root up.
 */
function checkNobodyWaits(state: SchedulerState): void {
  if (state.plan === null || !mayGo(state) || leftToAllot(state) <= 0 || !hasFreeLane(state)) return;
  ensure(readyTarget(state) === undefined, 'a lane is free, and a root waits to be judged');
  const free = [...state.ready.planning, ...state.ready.execution].filter(
    (key) => isEntered(state, key) && !isHeldUp(state, state.items[key]?.root ?? ''),
  );
  ensure(free.length === 0, 'a lane is free, and work waits', () => free);
}

const isHeldUp = (state: SchedulerState, root: string): boolean =>
  state.delivery?.root === root ||
  (state.rules < 7
    ? isTaken(state, root)
    : state.turns.some(({ plane, item }) => plane !== 'learning' && item.root === root));

/** Every lesson was taken in once, whatever was repeated, lost or started anew. */
function checkLessons({ learned = '' }: SchedulerState, shown: readonly MirrorEntry[]): void {
  const ids = learned.match(/.{12}/g) ?? [];
  ensure(new Set(ids).size === ids.length, 'a lesson is known twice', () => ids);
  const keys = shown.flatMap((one) =>
    one.kind === 'event' && one.type === 'learning_request_enqueued' ? [one.key] : [],
  );
  ensure(new Set(keys).size === keys.length, 'a lesson was taken in twice', () => keys);
}

/** What is learned has a lineage of its own; until rules 7 it began only on a root that had nothing else to do. */
function checkNewTurn(state: SchedulerState, { plane, item: { root } }: Turn): void {
  if (plane !== 'learning') return;
  if (state.rules >= 7) return ensure(root === LEARNING, 'what is learned took the lineage of other work', () => root);
  const wanted = FOREGROUND.filter((one) => isWanted(state, one, root));
  ensure(wanted.length === 0, 'learning took a root that has other work', () => root);
}

/** G1: what was accepted is in exactly one place. */
function checkPlaces({ items, finished }: SchedulerState, accepted: ReadonlySet<string>): void {
  const over = new Set(finished.map(({ key }) => key));
  for (const key of accepted) {
    const isLive = items[key] !== undefined;
    ensure(isLive !== over.has(key), 'G1: not in exactly one place', () => key);
  }
}

/** G1: every queued item is in line once, and nothing else is. */
function checkLine({ items, ready, waiting }: SchedulerState): void {
  const line = [...ready.planning, ...ready.execution, ...ready.learning, ...waiting];
  const inLine = new Set(line);
  ensure(inLine.size === line.length, 'G1: in line twice', () => line);
  let queued = 0;
  for (const { family, id, state } of Object.values(items)) {
    if (state !== 'queued') continue;
    queued += 1;
    ensure(inLine.has(itemKey(family, id)), 'G1: queued and not in line', () => id);
  }
  ensure(queued === line.length, 'G1: in line and not queued', () => line);
}

/** What a failure of the environment must leave as it is; null when this outcome is none, or of no stage in flight. */
function environmentOf({ activation }: ExecutorState, outcome: StageOutcome): Spared | null {
  if (outcome.origin !== 'environment' || activation?.requestId !== outcome.requestId) return null;
  if (activation.phase !== 'running' || activation.ending !== undefined) return null;
  if (outcome.failureClass === 'runner_lost' && activation.lostHosts >= LOST_HOSTS) return null;
  return sparedOf(activation);
}

/** G18: no item is done by a result that failed, or that no agent gave. */
function checkSuccess({ failureClass, origin, outcome }: StageOutcome, effects: ExecutorEffect[]): void {
  const isDone = effects.some((effect) => effect.type === 'left' && effect.message.state === 'done');
  const isSaid = failureClass === null && origin === 'agent';
  ensure(!isDone || isSaid, 'G18: done by what no agent said', () => [outcome, failureClass, origin]);
}

type Spared = ReturnType<typeof sparedOf>;

const sparedOf = ({ turn, node, stageNumber, spent, failureClass, firstFailure, lastOutcome, item }: Activation) => ({
  stage: [turn, node, stageNumber, item.family, item.id].join(' '),
  spent: JSON.stringify(spent),
  after: [failureClass, firstFailure, lastOutcome].join(' '),
});

/** G12: the item stays, and so do its bounds and its stage's number. */
function checkSpared(before: Spared, activation: Activation | null, effects: ExecutorEffect[]): void {
  const promise = 'G12: a broken environment cost';
  ensure(activation !== null && !effects.some(({ type }) => type === 'left'), `${promise} the item`, () => before);
  if (activation === null) return;
  const now = sparedOf(activation);
  ensure(now.spent === before.spent, `${promise} a bound`, () => [before, now]);
  ensure(now.stage === before.stage && now.after === before.after, `${promise} a stage run`, () => [before, now]);
}
