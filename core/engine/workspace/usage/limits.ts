// How far the holder of a turn may go before it asks again: to the nearest of the workspace's rules, as far as that was
// counted. Spending that ages only makes room, and a holder that stands still for nothing is told so.
import type { RuleView, SpendLimits } from '../../../contracts/spending.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { moneyLimit } from './lend.js';
import { ownLimit } from './own.js';
import { shareLeft } from './share.js';
import { countLanes } from '../turns/lanes.js';

/** Of this turn; undefined when spending is not governed. All that may run at a time share what is left, at least one token each. */
export function spendLimits(state: SchedulerState, turn: Turn): SpendLimits | undefined {
  const { usage, rules } = state;
  const sharers = rules < 5 ? 1 : countLanes(state);
  if (!usage?.rules) return undefined;
  const left = roomIn(usage.views);
  const share = turn.plane === 'learning' ? shareLeft(state) : Infinity;
  const runs = usage.rules.rules.filter(({ window }) => window === 'per_run');
  const nearest = runs.sort((a, b) => a.threshold - b.threshold)[0];
  return {
    ...(left.length === 0
      ? {}
      : { tokens: (turn.tokens ?? 0) + Math.min(share, Math.ceil(Math.min(...left) / sharers)) }),
    ...(nearest === undefined ? {} : { activation: { tokens: nearest.threshold, rule: nearest.id } }),
    ...(rules < 8 ? {} : moneyLimits(state, turn)),
  };
}

/** What is left of the rules that count tokens. */
const roomIn = (views: readonly RuleView[]): number[] =>
  views
    .filter(({ currency }) => currency === undefined)
    .map(({ threshold, observed }) => Math.max(0, threshold - observed));

function moneyLimits(state: SchedulerState, turn: Turn): Omit<SpendLimits, 'tokens' | 'activation'> {
  const own = ownLimit(state, turn);
  const money = moneyLimit(state, turn);
  return {
    ...(money === undefined ? {} : { money }),
    ...(own === undefined ? {} : { own }),
    ...(money !== undefined || own !== undefined ? { priced: true as const } : {}),
  };
}
