// Learning has a share of each limit for the whole workspace: when that is used up, learning waits, and all other work goes on. A
// limit of one activation is nobody else's, so that nothing of it is shared. From revision 7 on.
import { blocks, type RuleView, type UsageRules } from '../../../contracts/spending.js';
import { isWaited } from '../claims/lessons.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { measure } from './measure.js';
import type { UsageState } from './state.js';

/** Views of the share, one for each limit; none where learning may spend all of them. */
export function measureShare(usage: UsageState, rules: UsageRules, at: string): RuleView[] {
  const { learningShare: share = 100 } = rules;
  if (share >= 100) return [];
  const part = (threshold: number): number => (share <= 0 ? 0 : Math.max(1, Math.floor((threshold * share) / 100)));
  const shared = rules.rules.map((rule) => ({ ...rule, threshold: part(rule.threshold) }));
  const counted = usage.learning ?? { spans: [], sessionTokens: 0 };
  const views = measure({ ...rules, rules: shared }, counted, at);
  // No time makes something of nothing.
  return views.map((view) => (view.threshold === 0 ? { ...view, until: null } : view));
}

const viewsOf = ({ usage }: SchedulerState): RuleView[] => usage?.shared ?? [];

/** What keeps learning from going on; empty = nothing, as far as its share is concerned. */
export const shareBlockers = (state: SchedulerState): RuleView[] => viewsOf(state).filter(blocks);

export const isShareUsedUp = (state: SchedulerState): boolean => shareBlockers(state).length > 0;

/** Tokens, or millionths, that learning may still spend; Infinity = as many as all may. */
export const shareLeft = (state: SchedulerState, inMoney = false): number =>
  Math.min(
    Infinity,
    ...viewsOf(state)
      .filter(({ currency }) => (currency !== undefined) === inMoney)
      .map(({ threshold, observed }) => Math.max(0, threshold - observed)),
  );

/** True for a turn that has to wait until there is room in the share again. */
export const waitsForShare = (state: SchedulerState, { plane }: Turn): boolean =>
  plane === 'learning' && isShareUsedUp(state);

/** When learning goes on by itself; null = it does not wait, or not for a moment. */
export function learnsAgainAt(state: SchedulerState): string | null {
  const blockers = shareBlockers(state);
  if (blockers.length === 0 || !isWaited(state) || blockers.some(({ until }) => until === null)) return null;
  return (
    blockers
      .map(({ until }) => until ?? '')
      .sort()
      .at(-1) ?? null
  );
}
