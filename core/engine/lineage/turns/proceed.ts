// The one way into a stage: the leash must allow it, the plan's largest number of stage runs must not be used up, and what
// its gate asks for must be granted.
import { blockedAs } from '../../../contracts/failure-lists.js';
import type { Activation } from '../../../contracts/activation.js';
import type { PlanGraph } from '../../../contracts/plan.js';
import { activeStep, type ActiveStep, type TurnStep } from '../step.js';
import { concerns, playedBy } from '../fallback/played-by.js';
import { stopAtGate } from '../gates/gate.js';
import { stopForMoney } from '../gates/money.js';
import { stageRequest } from '../routing/request.js';
import { isPaidFor, mayStart, sayHeld, tryNothing } from './held.js';
import { leave } from './leave.js';
import { enter } from './phase.js';
import { showRun, showStart } from './show.js';
import { overspent } from '../spend.js';
import { own } from '../../../own.js';

/** Stays where it is without a plan that knows the plane. */
export function proceed(turn: TurnStep): void {
  const step = activeStep(turn);
  if (step === null) return;
  const { activation, graph, at } = step;
  const limit = own(graph.maxStageRuns, beganAs(activation, graph)) ?? 0;
  if (activation.stageNumber > limit) return leave(step, overLimit(limit));
  const spent = overspent(activation);
  if (spent !== null) return leave(step, spent);
  activation.since = at;
  if (!mayStart(activation)) return standStill(step);
  start(step);
}

/** Under which the plan says how many stages it may have. */
function beganAs({ closure, start: node, item }: Activation, { entries, starts = [] }: PlanGraph): string {
  if (closure !== undefined) return 'closure';
  return node !== undefined && starts.includes(node) && own(entries, item.family) !== node ? node : item.family;
}

function start(step: ActiveStep): void {
  const { state, activation, plan, graph, at, effects } = step;
  const by = activation.by ?? playedBy(step, own(graph.nodes, activation.node));
  const request = stageRequest(state, by === undefined ? activation : { ...activation, by }, plan, graph);
  if (request === null) {
    return leave(step, blockedAs('plan_unusable', `graph ${graph.id} has no node ${activation.node}`));
  }
  if (activation.closed?.some((closed) => concerns(closed, request)) === true) return standStill(step);
  if (by !== undefined) activation.by = by;
  if (state.rules >= 8 && stopForMoney(step, request)) return;
  if (stopAtGate(step, request)) return;
  const running = enter(activation, { phase: 'running', requestId: request.requestId, wait: null });
  if (!isPaidFor(activation)) spendBudget(activation);
  effects.push({ type: 'mirror', entries: showStart(state, running, at) }, { type: 'run_stage', request });
}

function spendBudget(activation: Activation): void {
  if (activation.remaining !== null) activation.remaining -= 1;
  if (activation.started !== undefined) activation.started += 1;
}

function standStill({ state, activation, effects }: TurnStep): void {
  tryNothing(activation);
  effects.push({ type: 'mirror', entries: [showRun(state, activation)] });
  sayHeld(activation, effects);
}

const overLimit = (limit: number) =>
  blockedAs('stage_run_limit', `the largest number of stage runs of one activation (${limit}) is used up`);
