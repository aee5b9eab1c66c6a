// What a worker tells the workspace of [usage_governance] and [auto_recovery] when it begins or reloads. The weeks of a time
// zone are worked out here, once, because a workflow must come to the same answer on every machine.
import type { RequeueRules, SpendArgs, UsageRules } from '../contracts/spending.js';
import type { Config } from './sources/config.js';
import { weekStarts } from './weeks.js';

/** Sixty weeks: whoever serves longer without a reload counts on in steps of seven days. */
const WEEKS = 60;

/** `now`: milliseconds since 1970. */
export function spendArgs(config: Config, now: number): SpendArgs {
  const usage = usageRules(config, now);
  const requeue = requeueRules(config);
  return { ...(usage === null ? {} : { usage }), ...(requeue === null ? {} : { requeue }) };
}

function usageRules({ usage_governance: governance }: Config, now: number): UsageRules | null {
  const { enabled, auto_resume: autoResume, calendar_timezone: timeZone, runtime_token_rules: tokens } = governance;
  if (!enabled || !tokens.enabled || tokens.rules.length === 0) return null;
  const rules = tokens.rules.map(({ rule_id: id, window, threshold }) => ({ id, window, threshold }));
  const learningShare = governance.learning_share;
  const needed = rules.some(({ window }) => window === 'calendar_week');
  return { autoResume, timeZone, rules, learningShare, weeks: needed ? weekStarts(timeZone, now, WEEKS) : [] };
}

function requeueRules({ auto_recovery: recovery }: Config): RequeueRules | null {
  const { max_auto_requeues_per_work_item: most, cooldown_seconds: cooldownSeconds } = recovery;
  // The reference queues nothing again where either of them is off.
  const on = recovery.enabled && recovery.blocked_dependency_retry_enabled && most > 0;
  return on ? { most, cooldownSeconds } : null;
}
