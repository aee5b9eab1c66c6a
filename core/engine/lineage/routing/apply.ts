// A finished stage is applied once: counters move, documents are kept for admission, and the plan says where to go.
import type { FailureName } from '../../../contracts/failures.js';
import type { ActivationFacts } from '../../../contracts/activation.js';
import type { PlanNode, Rung } from '../../../contracts/plan.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import { own } from '../../../own.js';
import { set } from '../../../set.js';
import { bounded } from '../../../outcome/bounded.js';
import { waitForRunner } from '../recovery/broken-stage.js';
import { waitForEnvironment } from '../recovery/environment.js';
import { noteFailure } from '../recovery/first-failure.js';
import { askAgain } from '../recovery/second-chance.js';
import { remember } from '../recent.js';
import { spend } from '../spend.js';
import { activeStep, type ActiveStep, type Step } from '../step.js';
import { leaveEnded } from '../turns/end.js';
import { leave } from '../turns/leave.js';
import { sayLearned, sayRunner } from '../turns/held.js';
import { enter } from '../turns/phase.js';
import { proceed } from '../turns/proceed.js';
import { showOutcome } from '../turns/show.js';
import { learnFrom } from '../learning/trigger.js';
import { keepEmitted } from './emitted.js';
import { reachEnd, unusable } from './reach-end.js';
import { climb, EXHAUSTED_CLASS, type TakenRung } from './ladder.js';
import { fittingResume, namedTarget } from './resume.js';
import { reasonOf } from './reason.js';
import { noteStory } from '../story/chain.js';
import { asksTheSame } from '../story/nothing-new.js';

export function applyOutcome(event: Step, told: StageOutcome): void {
  const { state } = event;
  const outcome = state.rules >= 4 ? bounded(told) : told;
  const { activation } = state;
  if (activation?.phase !== 'running' || activation.requestId !== outcome.requestId) return;
  if (outcome.tree !== undefined) activation.tree = outcome.tree;
  const turn = { ...event, activation };
  // The agent was ended: this is no result of the stage.
  if (activation.ending !== undefined && outcome.origin !== 'agent') return leaveEnded(turn);
  const step = activeStep(turn);
  const node = own(step?.graph.nodes ?? {}, activation.node);
  spend(turn, outcome, node);
  if (step === null || node === undefined) return leave(turn, unusable(activation));
  enter(activation, { phase: 'ready', requestId: outcome.requestId, wait: null });
  if (outcome.origin === 'environment' && waitForEnvironment(step, outcome)) return;
  if (state.rules >= 4 && waitForRunner(step, outcome)) return;
  sayRunner(activation, null, step.effects);
  const known = legal(outcome, node);
  if (askAgain(step, known)) return;
  keepEmitted(step, outcome);
  route(step, known);
}

function route(step: ActiveStep, outcome: StageOutcome): void {
  const { activation, effects } = step;
  const failureClass = classOf(step, outcome);
  const taken = takenOf(step, outcome, failureClass);
  if (taken === null) return leave(step, unusable(activation));
  const { rung, index } = taken;
  const reason = reasonOf(activation.node, outcome.outcome, index);
  const isDone = outcome.finishes === true || completes(step, rung);
  // What an operator ended is over, unless the item is done.
  const ending = isDone ? undefined : activation.ending;
  const end = ending?.to ?? (outcome.finishes === true ? 'done' : rung.end);
  const next = end === undefined ? (rung.node ?? '') : `end:${end}`;
  remember(step, outcome, next);
  const decided = { next, reason, ...unusual(outcome, taken) };
  effects.push({ type: 'mirror', entries: showOutcome(activation, outcome, decided) });
  activation.lastOutcome = outcome.outcome;
  const lessons = learnFrom(step, outcome);
  noteFailure(activation, outcome.outcome, failureClass, index);
  noteStory(step, outcome, taken, failureClass);
  activation.failureClass = keptClass(outcome, index, failureClass);
  if (ending) return leaveEnded(step);
  if (outcome.finishes === true) return leave(step, { state: 'done' });
  if (rung.node === undefined) return reachEnd(step, outcome, { end: rung.end, index: usedUp(taken), failureClass });
  sayLearned(activation, lessons, effects);
  enter(activation, { phase: 'ready', requestId: null, wait: null });
  set<ActivationFacts>(activation, { node: rung.node, stageNumber: activation.stageNumber + 1, attempt: 1 });
  set<ActivationFacts>(activation, { environmentTries: 0, lostHosts: 0 });
  delete activation.form;
  proceed(step);
}

/** What a route says beyond its outcome. */
const unusual = ({ finishes }: StageOutcome, taken: TakenRung) => ({
  ...(usedUp(taken) > 0 ? { bounds_used_up: true as const } : {}),
  ...(taken.nothingNew === true ? { nothing_new: true as const } : {}),
  ...(finishes === true ? { finished: true as const } : {}),
});

/** Above 0 when a bound is used up. */
const usedUp = ({ index, nothingNew }: TakenRung): number => (nothingNew === true ? 0 : index);

/** A node that the stage named, or the first open rung of its ladder. */
function takenOf(step: ActiveStep, outcome: StageOutcome, failureClass: string): TakenRung | null {
  const { graph, activation, state } = step;
  const { node, item, spent, start } = activation;
  const began = start === undefined || state.rules < 10 ? {} : { start };
  const spot = { graph, node, family: item.family, ...began };
  const named = namedTarget(spot, outcome);
  if (named !== null) return { rung: { node: named }, index: 0 };
  const ladder = own(own(graph.nodes, node)?.routes ?? {}, outcome.outcome) ?? [];
  const taken = climb(ladder, graph.bounds, spent, failureClass, asksTheSame(step, outcome));
  if (taken?.rung.node === undefined) return taken;
  return { ...taken, rung: { ...taken.rung, node: fittingResume(spot, outcome, taken.rung.node) } };
}

/** The item is done with this rung. */
const completes = ({ graph }: ActiveStep, rung: Rung): boolean =>
  rung.node === undefined && own(graph.ends, rung.end)?.disposition === 'complete';

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
function classOf({ activation, plan }: ActiveStep, outcome: StageOutcome): FailureName {
  const named: FailureName = outcome.failureClass ?? activation.failureClass ?? `${activation.node}_blocked`;
  return plan.failureClasses.includes(named) ? named : 'other';
}

/** A normal transition ends the failure that was being repaired; a used-up bound starts one. */
function keptClass(outcome: StageOutcome, rung: number, failureClass: FailureName): FailureName | null {
  if (outcome.outcome === 'BLOCKED') return failureClass;
  return rung === 0 ? null : EXHAUSTED_CLASS;
}
