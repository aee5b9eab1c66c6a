// A finished stage is applied once: counters move, documents are kept for admission, and the plan says where to go.
import { blockedAs } from '../../../contracts/failure-lists.js';
import type { FailureName } from '../../../contracts/failures.js';
import type { Plan, PlanEnd, PlanGraph, PlanNode, Rung } from '../../../contracts/plan.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import { own } from '../../../own.js';
import type { ExecutorEffect } from '../executor-events.js';
import type { Activation } from '../../../contracts/activation.js';
import type { ExecutorState } from '../executor-state.js';
import { bounded } from '../../../outcome/bounded.js';
import { openGap } from '../closure/gap.js';
import { openIncident } from '../recovery/handoff.js';
import { waitForRunner } from '../recovery/broken-stage.js';
import { waitForEnvironment } from '../recovery/environment.js';
import { leaveEnded } from '../turns/end.js';
import { leave } from '../turns/leave.js';
import { proceed } from '../turns/proceed.js';
import { showOutcome } from '../turns/show.js';
import { keepEmitted } from './emitted.js';
import { climb, EXHAUSTED_CLASS } from './ladder.js';
import { fitting, namedTarget } from './resume.js';
import { reasonOf } from './reason.js';
import { noteFailure } from '../recovery/first-failure.js';
import { spend } from '../spend.js';

const RECENT_KEPT = 10;

export function applyOutcome(
  state: ExecutorState,
  told: StageOutcome,
  plan: Plan | null,
  at: string,
  effects: ExecutorEffect[],
): void {
  const outcome = state.rules >= 4 ? bounded(told) : told;
  const activation = state.activation;
  if (activation?.phase !== 'running' || activation.requestId !== outcome.requestId) return;
  // The agent was ended: this is no result of the stage.
  if (activation.ending !== undefined && outcome.origin !== 'agent') return leaveEnded(state, at, effects);
  const graph = plan?.planes[activation.plane];
  const node = own(graph?.nodes ?? {}, activation.node);
  effects.push(...spend(state, activation, outcome, node, at));
  if (!plan || !graph || !node) return leave(state, unusable(activation), at, effects);
  activation.phase = 'ready';
  if (outcome.origin === 'environment' && waitForEnvironment(state, outcome, plan, at, effects)) return;
  if (state.rules >= 4 && waitForRunner(state, activation, outcome, plan, at, effects)) return;
  keepEmitted(state, activation, outcome, plan, effects);
  route(state, activation, legal(outcome, node), plan, graph, at, effects);
}

function route(
  state: ExecutorState,
  activation: Activation,
  outcome: StageOutcome,
  plan: Plan,
  graph: PlanGraph,
  at: string,
  effects: ExecutorEffect[],
): void {
  const ladder = own(own(graph.nodes, activation.node)?.routes ?? {}, outcome.outcome) ?? [];
  const failureClass = classOf(activation, outcome, plan);
  const taken = stepOf(graph, activation, outcome, ladder, failureClass);
  if (taken === null) return leave(state, unusable(activation), at, effects);
  const reason = reasonOf(activation.node, outcome.outcome, taken.index);
  const isDone = outcome.finishes === true || completes(activation, taken.rung, plan);
  const ended = isDone ? undefined : activation.ending;
  const end = ended?.to ?? (outcome.finishes === true ? 'done' : taken.rung.end);
  const next = end === undefined ? (taken.rung.node ?? '') : `end:${end}`;
  remember(state, activation, outcome, next, at);
  effects.push({
    type: 'mirror',
    entries: showOutcome(activation, outcome, next, reason, unusual(outcome, taken.index)),
  });
  activation.lastOutcome = outcome.outcome;
  noteFailure(activation, outcome.outcome, failureClass, taken.index);
  activation.failureClass = keptClass(outcome, taken.index, failureClass);
  if (ended) return leaveEnded(state, at, effects);
  if (outcome.finishes === true) return leave(state, { state: 'done' }, at, effects);
  if (taken.rung.node === undefined) return finish(state, activation, taken, outcome, failureClass, plan, at, effects);
  Object.assign(activation, { node: taken.rung.node, stageNumber: activation.stageNumber + 1, attempt: 1 });
  Object.assign(activation, { requestId: null, environmentTries: 0, lostHosts: 0 });
  proceed(state, plan, at, effects);
}

/** What a route says beyond its outcome. */
const unusual = ({ finishes }: StageOutcome, rung: number): Record<string, true> => ({
  ...(rung > 0 ? { bounds_used_up: true } : {}),
  ...(finishes === true ? { finished: true } : {}),
});

/** A node that the stage named, or the first open rung of its ladder. */
function stepOf(
  graph: PlanGraph,
  { node, item, spent }: Activation,
  outcome: StageOutcome,
  ladder: Rung[],
  failureClass: string,
): ReturnType<typeof climb> {
  const named = namedTarget(graph, node, outcome, item.family);
  if (named !== null) return { rung: { node: named }, index: 0 };
  const taken = climb(ladder, graph.bounds, spent, failureClass);
  if (taken?.rung.node === undefined) return taken;
  return { ...taken, rung: { ...taken.rung, node: fitting(graph, node, outcome, item.family, taken.rung.node) } };
}

/** The item is done with this rung. */
const completes = ({ plane }: Activation, rung: Rung, plan: Plan): boolean =>
  rung.node === undefined && own(plan.planes[plane]?.ends ?? {}, rung.end ?? '')?.disposition === 'complete';

function finish(
  state: ExecutorState,
  activation: Activation,
  taken: { rung: Rung; index: number },
  outcome: StageOutcome,
  failureClass: FailureName,
  plan: Plan,
  at: string,
  effects: ExecutorEffect[],
): void {
  const end = own(plan.planes[activation.plane]?.ends ?? {}, taken.rung.end ?? '');
  if (end === undefined) return leave(state, unusable(activation), at, effects);
  const judges = activation.closure !== undefined && end.disposition === 'complete';
  if (judges) return leaveJudged(state, activation, outcome, end, plan, at, effects);
  if (end.disposition === 'complete') return leave(state, { state: 'done' }, at, effects);
  const { firstFailure = failureClass } = activation;
  const blocked = { state: 'blocked' as const, needsYou: end.needsYou, failureClass: firstFailure };
  const said = `${activation.node} ended with ${outcome.outcome}`;
  if (end.disposition === 'block') {
    const why = taken.index > 0 ? `${said} and every bound is used up` : said;
    return leave(state, { ...blocked, reason: why + detailOf(outcome) }, at, effects);
  }
  const handoff = openIncident(activation, outcome, failureClass, plan, at);
  if (handoff.entry !== null) effects.push({ type: 'mirror', entries: [handoff.entry] });
  leave(state, { ...blocked, reason: handoff.reason, needsYou: handoff.entry === null }, at, effects);
}

const DETAIL_LENGTH = 500;

/** Why the runtime chose the outcome; what an agent chose is explained in its run. */
const detailOf = ({ failureClass, detail }: StageOutcome): string =>
  failureClass === null || detail === '' ? '' : `: ${detail.slice(0, DETAIL_LENGTH)}`;

function leaveJudged(
  state: ExecutorState,
  activation: Activation,
  outcome: StageOutcome,
  end: PlanEnd,
  plan: Plan,
  at: string,
  effects: ExecutorEffect[],
): void {
  const limit = plan.limits.remediationRounds;
  if (end.class === 'success')
    return leave(state, { state: 'done', verdict: { result: 'passed', limit } }, at, effects);
  effects.push({ type: 'mirror', entries: [openGap(activation, outcome, at)] });
  leave(state, { state: 'done', verdict: { result: 'gap', limit } }, at, effects);
}

/** An outcome that the node does not know counts as BLOCKED: the border refuses it, this is the net below. */
function legal(outcome: StageOutcome, node: PlanNode): StageOutcome {
  if (Object.hasOwn(node.outcomes, outcome.outcome)) return outcome;
  return {
    ...outcome,
    outcome: 'BLOCKED',
    resultClass: 'recoverable_failure',
    failureClass: 'illegal_terminal_result',
  };
}

/** Class that keys the counters of this failure: one of the plan's closed set, never a text from an agent. */
function classOf(activation: Activation, outcome: StageOutcome, plan: Plan): FailureName {
  const named: FailureName = outcome.failureClass ?? activation.failureClass ?? `${activation.node}_blocked`;
  return plan.failureClasses.includes(named) ? named : 'other';
}

/** A normal transition ends the failure that was being repaired; a used-up bound starts one. */
function keptClass(outcome: StageOutcome, rung: number, failureClass: FailureName): FailureName | null {
  if (outcome.outcome === 'BLOCKED') return failureClass;
  return rung === 0 ? null : EXHAUSTED_CLASS;
}

function remember(state: ExecutorState, activation: Activation, outcome: StageOutcome, next: string, at: string): void {
  const item = `${activation.item.family}/${activation.item.id}`;
  state.recent.unshift({ at, item, node: activation.node, outcome: outcome.outcome, next });
  state.recent.splice(RECENT_KEPT);
}

const unusable = (activation: Activation) =>
  blockedAs('plan_unusable', `the plan ${activation.planDigest.slice(0, 12)} cannot route node ${activation.node}`);
