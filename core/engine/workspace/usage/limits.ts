// How far the holder of a turn may go before it asks again: to the nearest of the workspace's rules, as far as that was
// counted. Spending that ages only makes room, and a holder that stands still for nothing is told so.
import type { SpendLimits } from '../../../contracts/spending.js';
import type { SchedulerState } from '../scheduler-state.js';

/** Undefined when spending is not governed. */
export function spendLimits({ usage, active }: SchedulerState): SpendLimits | undefined {
  if (!usage?.rules) return undefined;
  const left = usage.views.map(({ threshold, observed }) => Math.max(0, threshold - observed));
  const runs = usage.rules.rules.filter(({ window }) => window === 'per_run');
  const nearest = runs.sort((a, b) => a.threshold - b.threshold)[0];
  return {
    ...(left.length === 0 ? {} : { tokens: (active?.tokens ?? 0) + Math.min(...left) }),
    ...(nearest === undefined ? {} : { activation: { tokens: nearest.threshold, rule: nearest.id } }),
  };
}
