// What is left of an activation for the next one of its item: where it failed first, its run, and what persons said to it.
import type { Activation } from '../../../contracts/activation.js';
import { clipped, LIMITS } from '../../../contracts/limits.js';
import { requestId } from '../../../contracts/run-ids.js';
import { afterRun, type FailedStage, type Story, storyField } from '../../../contracts/story.js';
import type { ExecutorState } from '../executor-state.js';
import type { Leaving } from '../turns/leave.js';

/** Absent for an item that is done, and before revision 6. */
export function storyAfter({ rules }: ExecutorState, activation: Activation, leaving: Leaving): { story?: Story } {
  if (rules < 6 || leaving.state === 'done' || leaving.state === 'cancelled') return {};
  const { story = {}, runId } = activation;
  const kept = { ...storyField(story).story };
  for (const one of ['failed', 'first', 'repairs', 'repair', 'fresh'] as const) delete kept[one];
  const failed = leaving.state === 'blocked' ? { failed: short(failedIn(activation, leaving)) } : {};
  return { story: afterRun({ ...kept, ...failed }, runId) };
}

type Blocked = Extract<Leaving, { state: 'blocked' }>;

/** The first of the chain, because a repair that found no way is not what has to be done again; else the stage that could not start. */
function failedIn(activation: Activation, { failureClass, reason }: Blocked): FailedStage {
  const { story, runId, node, stageNumber, attempt } = activation;
  const known = story?.first ?? story?.failed;
  if (known?.runId === runId) return sentLast(known, story?.failed);
  const id = requestId(runId, stageNumber, attempt);
  return { runId, node, stageNumber, requestId: id, outcome: 'BLOCKED', failureClass, detail: reason };
}

/** Where the last of the chain sent the work: what was sent anywhere before that was done. */
function sentLast({ to: _before, ...known }: FailedStage, last: FailedStage | undefined): FailedStage {
  return last?.to === undefined ? known : { ...known, to: last.to };
}

const short = (failed: FailedStage): FailedStage => ({ ...failed, detail: clipped(failed.detail, LIMITS.note) });
