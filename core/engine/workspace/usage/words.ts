// Why work is paused, in a sentence: what was spent, what is allowed, and until when or what lifts it.
import type { RuleView, TokenWindow } from '../../../contracts/spending.js';
import { LIFTING } from '../../../contracts/failures.js';
import type { SchedulerState } from '../scheduler-state.js';
import { GOVERNANCE, resumesAt } from './state.js';

const SPANS: Record<TokenWindow, string> = {
  rolling_5h: 'in 5 hours',
  calendar_week: 'this week',
  daemon_session: 'since the worker began',
  per_run: 'in one activation',
};

/** `rule NAME: 1510 of 1000 tokens in 5 hours` */
export const ruleText = ({ id, window, observed, threshold }: RuleView): string =>
  `rule ${id}: ${observed} of ${threshold} tokens ${SPANS[window]}`;

/** A pause source with what it says of itself. */
export function sourceText(state: SchedulerState, source: string): string {
  if (source !== GOVERNANCE) return source;
  const blockers = state.usage?.blockers ?? [];
  return `${source} (${[...blockers.map(ruleText), endText(blockers, resumesAt(state))].join('; ')})`;
}

/** What ends the pause. `resumeAt`: when it ends by itself, or null. */
export function endText(blockers: readonly RuleView[], resumeAt: string | null): string {
  if (resumeAt !== null) return `goes on by itself at ${resumeAt}`;
  const isSession = blockers.some(({ window }) => window === 'daemon_session');
  return isSession ? `start the worker anew, or ${LIFTING}` : LIFTING;
}
