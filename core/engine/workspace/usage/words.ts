// Why work is paused, in a sentence: what was spent, what is allowed, and until when or what lifts it.
import { blocks, type RuleView, type ShareView, type TokenWindow } from '../../../contracts/spending.js';
import { moneyText } from '../../../contracts/money.js';
import { LIFTING } from '../../../contracts/failures.js';
import type { SchedulerState } from '../scheduler-state.js';
import { learnsAgainAt, shareBlockers } from './share.js';
import { GOVERNANCE, resumesAt } from './state.js';

const SPANS: Record<TokenWindow, string> = {
  rolling_5h: 'in 5 hours',
  calendar_week: 'this week',
  daemon_session: 'since the worker began',
  per_run: 'in one activation',
  calendar_day: 'today',
  night: 'this night',
};

/** `rule NAME: 1510 of 1000 tokens in 5 hours`, or `rule NAME: 5.10 USD of 5.00 USD this night` */
export const ruleText = ({ id, window, observed, threshold, currency }: RuleView): string =>
  currency === undefined
    ? `rule ${id}: ${observed} of ${threshold} tokens ${SPANS[window]}`
    : `rule ${id}: ${moneyText(observed, currency)} of ${moneyText(threshold, currency)} ${SPANS[window]}`;

/** How learning stands with its share of the rules, in a line for each, and whether it waits. */
export function shareLines({ share, rules, resumeAt }: ShareView): string[] {
  const blockers = rules.filter(blocks);
  const waits = blockers.length === 0 ? [] : [`learning waits, all other work goes on: ${shareEnd(resumeAt)}`];
  return [...rules.map((rule) => `learning, ${share} %, ${ruleText(rule)}`), ...waits];
}

/** What lets learning go on. */
const shareEnd = (resumeAt: string | null): string =>
  resumeAt === null
    ? 'raise learning_share in [usage_governance], then `millrace config reload`'
    : `it goes on by itself at ${resumeAt}`;

/** Why nothing is learned now, where that is for its share; null = it is not. */
export function whyNotLearned(state: SchedulerState): string | null {
  const blockers = shareBlockers(state);
  if (blockers.length === 0) return null;
  const share = state.usage?.rules?.learningShare ?? 100;
  const used = `the share of learning (${share} %) is used up`;
  return [used, ...blockers.map(ruleText), shareEnd(learnsAgainAt(state))].join('; ');
}

/** A pause source with what it says of itself. */
export function sourceText(state: SchedulerState, source: string): string {
  if (source !== GOVERNANCE) return source;
  const blockers = state.usage?.blockers ?? [];
  return `${source} (${[...blockers.map(ruleText), endText(blockers, resumesAt(state))].join('; ')})`;
}

/** What ends the pause. `resumeAt`: when it ends by itself, or null. */
export function endText(blockers: readonly RuleView[], resumeAt: string | null): string {
  const money = blockers.find(({ currency }) => currency !== undefined);
  const more = money && raising(money);
  if (resumeAt !== null)
    return [`goes on by itself at ${resumeAt}`, ...(more === undefined ? [] : [`or ${more}`])].join(', ');
  if (more !== undefined) return `${more}; for good: its limit in cost_rules, then \`millrace config reload\``;
  const isSession = blockers.some(({ window }) => window === 'daemon_session');
  return isSession ? `start the worker anew, or ${LIFTING}` : LIFTING;
}

const raising = ({ id }: RuleView): string => `\`millrace usage raise ${id} --to AMOUNT\` lets it go on for once`;
