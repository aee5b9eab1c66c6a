// Who plays the attempt that is due: the first runner of the plan, and while a limit of that lasts the next that is neither limited itself
// nor tried by somebody else. Settled when the attempt is about to start, and the same as long as that attempt is asked about or runs.
import type { Activation } from '../../../contracts/activation.js';
import { isLimited, type PlayedBy, type RunnerLimit } from '../../../contracts/fallback.js';
import type { PlanBinding, PlanNode } from '../../../contracts/plan.js';
import type { ClosedRunner } from '../../../contracts/turns.js';
import type { ActiveStep } from '../step.js';

/** From this revision on. */
const SINCE_RULES = 10;

/** A node of which somebody may stand in for the runner; null of any other. */
export function withFallbacks(
  { state }: Pick<ActiveStep, 'state'>,
  node: PlanNode | undefined,
): (PlanNode & { fallbacks: PlanBinding[] }) | null {
  const { fallbacks = [] } = node ?? {};
  return state.rules < SINCE_RULES || node === undefined || fallbacks.length === 0 ? null : { ...node, fallbacks };
}

/** The first runner where nobody is free; undefined where nobody could stand in. */
export function playedBy(step: ActiveStep, node: PlanNode | undefined): PlayedBy | undefined {
  const chosen = withFallbacks(step, node);
  if (chosen === null) return undefined;
  const { activation, at } = step;
  const { runner, fallbacks } = chosen;
  const limit = limitOf(activation, runner);
  if (limit === undefined || !isLimited(limit, at)) return { runner };
  const standIn = fallbacks.find((one) => isFree(activation, one, at));
  if (standIn === undefined) return { runner };
  return { runner: standIn.runner, fallback: { from: runner, because: limit.cause, until: limit.until } };
}

function isFree(activation: Activation, binding: PlanBinding, at: string): boolean {
  const limit = limitOf(activation, binding.runner);
  const isOpen = limit === undefined || !isLimited(limit, at);
  return isOpen && activation.closed?.some((closed) => concerns(closed, binding)) !== true;
}

/** What it knows of a limit that no stage got over yet. */
export const limitOf = ({ limited = [] }: Pick<Activation, 'limited'>, name: string): RunnerLimit | undefined =>
  limited.find(({ runner, over }) => runner === name && over !== true);

/** Whether what somebody else tries is this runner, with this permission. */
export const concerns = (
  { runner, permission }: ClosedRunner,
  bound: Pick<PlanBinding, 'runner' | 'permission'>,
): boolean => runner === bound.runner && (permission === undefined || permission === bound.permission);
