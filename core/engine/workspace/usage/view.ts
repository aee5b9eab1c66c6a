// How spending stands, as `status` and `state/usage_governance_state.json` show it: as it was last counted.
import type { UsageView } from '../../../contracts/spending.js';
import type { SchedulerState } from '../scheduler-state.js';
import { resumesAt } from './state.js';

export function usageView(state: SchedulerState): { usage?: UsageView } {
  const { usage, grant: session } = state;
  if (!usage?.rules) return {};
  const { autoResume, timeZone } = usage.rules;
  const { views: rules, blockers } = usage;
  return { usage: { autoResume, timeZone, session, rules, blockers, resumeAt: resumesAt(state) } };
}
