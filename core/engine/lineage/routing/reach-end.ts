// An activation that reaches an end of its graph: its item is done or blocked, handed to planning, or its root is judged.
import type { FailureName } from '../../../contracts/failures.js';
import { blockedAs } from '../../../contracts/failure-lists.js';
import type { Activation } from '../../../contracts/activation.js';
import type { PlanEnd } from '../../../contracts/plan.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import { withWords } from '../../../outcome/told.js';
import { own } from '../../../own.js';
import { openGap } from '../closure/gap.js';
import { openIncident } from '../recovery/handoff.js';
import type { ActiveStep } from '../step.js';
import { leave } from '../turns/leave.js';
import { whyHere, wordsTold } from './why-here.js';

/** An end of the graph, and what led there. */
export interface Reached {
  end: string;
  /** Of the rung in its ladder; above 0 every bound before it is used up. */
  index: number;
  /** Of the outcome. */
  failureClass: FailureName;
}

export function reachEnd(step: ActiveStep, outcome: StageOutcome, reached: Reached): void {
  const { index, failureClass } = reached;
  const { activation, graph, effects } = step;
  const end = own(graph.ends, reached.end);
  if (end === undefined) return leave(step, unusable(activation));
  const judges = activation.closure !== undefined && end.disposition === 'complete';
  if (judges) return leaveJudged(step, outcome, end);
  if (end.disposition === 'complete') return leave(step, { state: 'done' });
  const { firstFailure = failureClass } = activation;
  const blocked = { state: 'blocked' as const, needsYou: end.needsYou, failureClass: firstFailure };
  if (end.disposition === 'block') return leave(step, { ...blocked, reason: whyHere(step, outcome, index > 0) });
  const handoff = openIncident(step, outcome, failureClass);
  if (handoff.entry !== null) effects.push({ type: 'mirror', entries: [handoff.entry] });
  const reason = withWords(handoff.reason, wordsTold(step, outcome), `The ${activation.node}`);
  leave(step, { ...blocked, reason, needsYou: handoff.entry === null });
}

function leaveJudged(step: ActiveStep, outcome: StageOutcome, end: PlanEnd): void {
  const limit = step.plan.limits.remediationRounds;
  if (end.class === 'success') return leave(step, { state: 'done', verdict: { result: 'passed', limit } });
  step.effects.push({ type: 'mirror', entries: [openGap(step, outcome)] });
  const words = wordsTold(step, outcome);
  const verdict = { result: 'gap' as const, limit, ...(words === undefined ? {} : { words }) };
  leave(step, { state: 'done', verdict });
}

export const unusable = ({ planDigest, node }: Activation) =>
  blockedAs('plan_unusable', `the plan ${planDigest.slice(0, 12)} cannot route node ${node}`);
