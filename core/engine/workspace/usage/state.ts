// What the scheduler keeps of spending. Tokens are always counted, so that a rule that comes later knows what was spent.
import type { RuleView, UsageRules } from '../../../contracts/spending.js';
import type { SchedulerState } from '../scheduler-state.js';
import type { Counted } from './measure.js';
import type { Tally } from './own.js';

export interface UsageState extends Counted {
  /** Null = spending is not governed. */
  rules: UsageRules | null;
  /** As they stood when they were last looked at. */
  views: RuleView[];
  /** What learning spent of it; absent = nothing, and before rules 7. */
  learning?: Counted;
  /** The rules as they hold for learning alone, where it has a share of them; absent = it has none, and before rules 7. */
  shared?: RuleView[];
  /** What work is paused by; without `autoResume` also when it blocks no more. */
  blockers: RuleView[];
  /** What items and roots have cost that are not over; absent = nothing, and before rules 8, as what follows. */
  items?: Tally;
  roots?: Tally;
  /** Of all money here. */
  currency?: string;
}

/** Rules on money count from revision 8 on; they are kept before, so that they hold as soon as they count. */
export function rulesThatCount({ usage, rules }: SchedulerState): UsageRules | null {
  const known = usage?.rules ?? null;
  if (rules >= 8 || known === null) return known;
  return { ...known, rules: known.rules.filter(({ currency }) => currency === undefined) };
}

/** Pause source of whom nobody has to ask. */
export const GOVERNANCE = 'usage_governance';

const nothing: UsageState = { spans: [], sessionTokens: 0, rules: null, views: [], blockers: [] };

export const usageState = (state: SchedulerState): UsageState => (state.usage ??= { ...nothing });

export const isGoverned = ({ pauses }: SchedulerState): boolean => pauses.includes(GOVERNANCE);

/** When work goes on by itself: when the last of the blockers has ended. Null = not paused, or a person has to act. */
export function resumesAt(state: SchedulerState): string | null {
  const { rules, blockers } = state.usage ?? nothing;
  if (!isGoverned(state) || rules?.autoResume !== true || blockers.some(({ until }) => until === null)) return null;
  return blockers.reduce<string | null>(
    (last, { until }) => (last === null || (until ?? '') > last ? until : last),
    null,
  );
}
