// The chain of failures and repairs, as an activation carries it to its stages. A failure begins or lengthens it; a stage that ended
// well and repaired nothing ends it. From revision 6 on.
import { EXHAUSTED_CLASS, counterOf, type TakenRung } from '../routing/ladder.js';
import { clipped, LIMITS } from '../../../contracts/limits.js';
import type { FailureName } from '../../../contracts/failures.js';
import type { ResultClass } from '../../../contracts/plan.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import { type FailedStage, type Story, storyField } from '../../../contracts/story.js';
import { own } from '../../../own.js';
import { set } from '../../../set.js';
import type { ActiveStep } from '../step.js';

const BAD: readonly ResultClass[] = ['blocked', 'recoverable_failure', 'escalate_planning'];

/** To be called for a stage whose outcome is routed, while the activation still stands at it; `taken` is counted already. */
export function noteStory(step: ActiveStep, outcome: StageOutcome, taken: TakenRung, failureClass: FailureName): void {
  const { state, activation } = step;
  if (state.rules < 6) return;
  const { repairs, repair: _, ...story } = activation.story ?? {};
  const isBad = outcome.outcome === 'BLOCKED' || asksForRepair(taken) || BAD.includes(outcome.resultClass);
  if (isBad) lengthen(story, failedStage(step, outcome, taken));
  else if (repairs !== true) for (const one of ['failed', 'first'] as const) delete story[one];
  const next = isBad && taken.rung.node !== undefined ? { ...story, ...repairOf(step, taken, failureClass) } : story;
  delete activation.story;
  set(activation, storyField(next));
}

/** A bound is spent, or used up. */
const asksForRepair = ({ rung, index }: TakenRung): boolean => index > 0 || rung.bound !== undefined;

/** What failed in a run before this one is told only until something fails in this one. */
function lengthen(story: Story, failed: FailedStage): void {
  const before = story.first ?? story.failed;
  if (before?.runId === failed.runId) story.first = { ...before, detail: clipped(before.detail, LIMITS.note) };
  else delete story.first;
  story.failed = failed;
}

function failedStage({ activation }: ActiveStep, outcome: StageOutcome, { index }: TakenRung): FailedStage {
  const { runId, node, stageNumber } = activation;
  const own = outcome.failureClass ?? (`${node}_blocked` as const);
  const failureClass = outcome.outcome === 'BLOCKED' ? own : index > 0 ? EXHAUSTED_CLASS : null;
  const where = { runId, node, stageNumber, requestId: outcome.requestId };
  return { ...where, outcome: outcome.said ?? outcome.outcome, failureClass, detail: saidOf(outcome) };
}

/** What the runtime chose, it says why; else the agent has the word. */
export function saidOf({ failureClass, detail, words = '' }: StageOutcome): string {
  const [one, other] = failureClass === null ? [words, detail] : [detail, words];
  return clipped(one === '' ? other : one, LIMITS.detail);
}

function repairOf(
  { activation, graph }: ActiveStep,
  { rung }: TakenRung,
  failureClass: FailureName,
): Pick<Story, 'repairs' | 'repair'> {
  const bound = rung.bound === undefined ? undefined : own(graph.bounds, rung.bound);
  if (rung.bound === undefined || bound === undefined) return { repairs: true };
  const n = own(activation.spent, counterOf(rung.bound, bound, failureClass)) ?? 0;
  return { repairs: true, repair: { n, of: bound.max } };
}
