// Looks at every rule for the workspace that counts, as spending stands at a moment.
import type { SchedulerState } from '../scheduler-state.js';
import { measure } from './measure.js';
import { measureShare } from './share.js';
import { rulesThatCount } from './state.js';

export function measureAll(state: SchedulerState, at: string): void {
  const { usage } = state;
  if (usage === undefined) return;
  const rules = rulesThatCount(state);
  usage.views = rules === null ? [] : measure(rules, usage, at);
  if (state.rules >= 7) usage.shared = rules === null ? [] : measureShare(usage, rules, at);
}
