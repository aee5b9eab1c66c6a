// How spending stands, as `status` and `state/usage_governance_state.json` show it: as it was last counted.
import type { UsageView } from '../../../contracts/spending.js';
import type { SchedulerState } from '../scheduler-state.js';
import { learnsAgainAt } from './share.js';
import { resumesAt } from './state.js';

export function usageView(state: SchedulerState): { usage?: UsageView } {
  const { usage, grant: session } = state;
  if (!usage?.rules) return {};
  const { autoResume, timeZone, learningShare: share = 100 } = usage.rules;
  const { views: rules, blockers, shared = [] } = usage;
  const learning = { share, rules: shared, resumeAt: learnsAgainAt(state) };
  const more = shared.length === 0 ? {} : { learning };
  return { usage: { autoResume, timeZone, session, rules, blockers, resumeAt: resumesAt(state), ...more } };
}
