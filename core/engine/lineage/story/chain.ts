// The chain of failures and repairs, as an activation carries it to its stages. A failure begins or lengthens it; a stage that ended
// well and repaired nothing ends it. From revision 6 on.
import { EXHAUSTED_CLASS, counterOf, type TakenRung } from '../routing/ladder.js';
import { clipped, LIMITS } from '../../../contracts/limits.js';
import type { FailureName } from '../../../contracts/failures.js';
import type { ResultClass } from '../../../contracts/plan.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import { type FailedStage, type Story, storyField } from '../../../contracts/story.js';
import { withWords } from '../../../outcome/told.js';
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

function failedStage(step: ActiveStep, outcome: StageOutcome, { index }: TakenRung): FailedStage {
  const { activation } = step;
  const { runId, node, stageNumber } = activation;
  const own = outcome.failureClass ?? (`${node}_blocked` as const);
  const failureClass = outcome.outcome === 'BLOCKED' ? own : index > 0 ? EXHAUSTED_CLASS : null;
  const where = { runId, node, stageNumber, requestId: outcome.requestId };
  const told = { outcome: outcome.said ?? outcome.outcome, failureClass, detail: saidOf(outcome) };
  return { ...where, ...told, ...sentTo(step, outcome) };
}

/** A stage that judges and sends the work back would judge the same once more: the work goes on at whom it sent it to. */
function sentTo({ state, activation, graph }: ActiveStep, { outcome }: StageOutcome): { to?: string } {
  if (state.rules < 7 || outcome === 'BLOCKED') return {};
  const [first] = own(own(graph.nodes, activation.node)?.routes ?? {}, outcome) ?? [];
  return first?.bound === undefined || first.node === undefined ? {} : { to: first.node };
}

/** What the runtime chose, it says why, and what the agent said of it; else the agent has the word. */
export function saidOf({ failureClass, detail, words }: StageOutcome): string {
  const said = failureClass === null ? (words ?? detail) : withWords(detail, words);
  return clipped(said, LIMITS.detail);
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
