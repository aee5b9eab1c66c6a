// The one way into a stage: the leash must allow it, the plan's largest number of stage runs must not be used up, and what
// its gate asks for must be granted.
import { blockedAs } from '../../../contracts/failure-lists.js';
import type { Plan, PlanGraph } from '../../../contracts/plan.js';
import type { ExecutorEffect } from '../executor-events.js';
import type { Activation } from '../../../contracts/activation.js';
import type { ExecutorState } from '../executor-state.js';
import { stopAtGate } from '../gates/gate.js';
import { stageRequest } from '../routing/request.js';
import { mayStart, sayHeld } from './held.js';
import { leave } from './leave.js';
import { showRun, showStart } from './show.js';
import { overspent } from '../spend.js';
import { own } from '../../../own.js';

export function proceed(state: ExecutorState, plan: Plan, at: string, effects: ExecutorEffect[]): void {
  const activation = state.activation;
  const graph = activation && plan.planes[activation.plane];
  if (!activation || !graph) return;
  const limit = own(graph.maxStageRuns, activation.closure === undefined ? activation.item.family : 'closure') ?? 0;
  if (activation.stageNumber > limit) return leave(state, overLimit(limit), at, effects);
  const spent = overspent(activation);
  if (spent !== null) return leave(state, spent, at, effects);
  activation.since = at;
  if (!mayStart(activation)) {
    effects.push({ type: 'mirror', entries: [showRun(state, activation)] });
    return sayHeld(activation, effects);
  }
  start(state, activation, plan, graph, at, effects);
}

function start(
  state: ExecutorState,
  activation: Activation,
  plan: Plan,
  graph: PlanGraph,
  at: string,
  effects: ExecutorEffect[],
): void {
  const request = stageRequest(state, activation, plan, graph);
  if (request === null) {
    const reason = `graph ${graph.id} has no node ${activation.node}`;
    return leave(state, blockedAs('plan_unusable', reason), at, effects);
  }
  if (stopAtGate(state, activation, request, plan, at, effects)) return;
  activation.phase = 'running';
  activation.requestId = request.requestId;
  if (activation.remaining !== null) activation.remaining -= 1;
  effects.push({ type: 'mirror', entries: showStart(state, activation, at) }, { type: 'run_stage', request });
}

const overLimit = (limit: number) =>
  blockedAs('stage_run_limit', `the largest number of stage runs of one activation (${limit}) is used up`);
