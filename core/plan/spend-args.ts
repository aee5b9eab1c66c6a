// What a worker tells the workspace of [usage_governance], [prices] and [auto_recovery] when it begins or reloads. The days and weeks of
// a time zone are worked out here, once, because a workflow must come to the same answer on every machine.
import { MODELS, microsOf, type Prices } from '../contracts/money.js';
import type { OwnRule, RequeueRules, SpendArgs, TokenRule, TokenWindow, UsageRules } from '../contracts/spending.js';
import type { Config } from './sources/config.js';
import { dayStarts, weekStarts } from './weeks.js';

/** Sixty of each: whoever serves longer without a reload counts on in steps of as many hours. */
const TOLD = 60;
const NOON = 12;

/** `now`: milliseconds since 1970. */
export function spendArgs(config: Config, now: number): SpendArgs {
  const usage = usageRules(config, now);
  const requeue = requeueRules(config);
  const prices = pricesOf(config);
  return {
    ...(usage === null ? {} : { usage }),
    ...(requeue === null ? {} : { requeue }),
    ...(prices === null ? {} : { prices }),
  };
}

/** Null where nobody said what any model costs. */
export function pricesOf({ prices: said }: Config): Prices | null {
  const { currency, as_of: asOf = '', source = '' } = said;
  const models = Object.entries(said.models).map(([model, { input, cached_input: cached = input, output }]) => {
    const price = { input: microsOf(input), cachedInput: microsOf(cached), output: microsOf(output) };
    return [model, price] as [string, typeof price];
  });
  return models.length === 0 ? null : { currency, asOf, source, models: models.slice(0, MODELS) };
}

function usageRules(config: Config, now: number): UsageRules | null {
  const {
    auto_resume: autoResume,
    calendar_timezone: timeZone,
    learning_share: learningShare,
  } = config.usage_governance;
  const rules = [...tokenRules(config), ...windowRules(config)];
  const own = ownRules(config);
  if (rules.length + own.length === 0) return null;
  const has = (window: TokenWindow): boolean => rules.some((rule) => rule.window === window);
  return {
    ...{ autoResume, timeZone, rules, learningShare },
    weeks: has('calendar_week') ? weekStarts(timeZone, now, TOLD) : [],
    ...(has('calendar_day') ? { days: dayStarts(timeZone, now, TOLD) } : {}),
    ...(has('night') ? { nights: dayStarts(timeZone, now, TOLD, NOON) } : {}),
    ...(own.length === 0 ? {} : { own }),
  };
}

function tokenRules({ usage_governance: { enabled, runtime_token_rules: tokens } }: Config): TokenRule[] {
  if (!enabled || !tokens.enabled) return [];
  return tokens.rules.map(({ rule_id: id, window, threshold }) => ({ id, window, threshold }));
}

const WINDOWS = { night: 'night', day: 'calendar_day', week: 'calendar_week' } as const;

/** Rules on money hold wherever they are written. */
const windowRules = ({ usage_governance: { cost_rules: rules }, prices: { currency } }: Config): TokenRule[] =>
  rules.flatMap(({ rule_id: id, per, limit }) =>
    per === 'item' || per === 'root' ? [] : [{ id, window: WINDOWS[per], threshold: microsOf(limit), currency }],
  );

const ownRules = ({ usage_governance: { cost_rules: rules }, prices: { currency } }: Config): OwnRule[] =>
  rules.flatMap(({ rule_id: id, per, limit }) =>
    per === 'item' || per === 'root' ? [{ id, per, limit: microsOf(limit), currency }] : [],
  );

function requeueRules({ auto_recovery: recovery }: Config): RequeueRules | null {
  const { max_auto_requeues_per_work_item: most, cooldown_seconds: cooldownSeconds } = recovery;
  // The reference queues nothing again where either of them is off.
  const on = recovery.enabled && recovery.blocked_dependency_retry_enabled && most > 0;
  return on ? { most, cooldownSeconds } : null;
}
