// [usage_governance]: how much may be spent in which window before work pauses.
import { z } from 'zod';
import { didYouMean } from '../../diagnostics.js';
import { seconds, text, whole } from './values.js';

const timeZone = text.refine(isTimeZone, { error: ({ input }) => notAZone(String(input)) });

const notAZone = (name: string): string =>
  `${JSON.stringify(name)} is no time zone.${didYouMean(name, Intl.supportedValuesOf('timeZone'))}`;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Rules of one list, each with an id of its own. */
function rulesOf<T extends z.ZodType<{ rule_id: string }>>(rule: T) {
  return z.array(rule).superRefine((rules, context) => {
    rules.forEach(({ rule_id: id }, at) => {
      if (rules.findIndex((other) => other.rule_id === id) === at) return;
      context.addIssue({ code: 'custom', path: [at, 'rule_id'], message: `the id ${id} is used twice` });
    });
  });
}

const ruleId = text.describe('Name of the rule, of its own in this list.');

const tokenRule = z.strictObject({
  rule_id: ruleId,
  window: z.enum(['rolling_5h', 'calendar_week', 'daemon_session', 'per_run']).describe('Time that is counted.'),
  metric: z.literal('total_tokens').default('total_tokens').describe('What is counted.'),
  threshold: whole(1).describe('Number at which work pauses.'),
});

const quotaRule = z.strictObject({
  rule_id: ruleId,
  window: z.enum(['five_hour', 'weekly']).describe('Window of the subscription.'),
  pause_at_percent_used: z.number().gt(0).max(100).describe('Share of the quota, in percent, at which work pauses.'),
});

const costRule = z.strictObject({
  rule_id: ruleId,
  per: z
    .enum(['item', 'root', 'night', 'day', 'week'])
    .describe('What is counted: an item or a root in all, or everything from noon to noon, of a day or of a week.'),
  limit: z.number().gt(0).max(1_000_000).describe('Cost in the currency of [prices] at which no further stage starts.'),
});

const TOKEN_RULES = [
  { rule_id: 'rolling-5h-default', window: 'rolling_5h', metric: 'total_tokens', threshold: 750_000 },
  { rule_id: 'calendar-week-default', window: 'calendar_week', metric: 'total_tokens', threshold: 5_000_000 },
] as const;

const QUOTA_RULES = [
  { rule_id: 'codex-five-hour-default', window: 'five_hour', pause_at_percent_used: 95 },
  { rule_id: 'codex-weekly-default', window: 'weekly', pause_at_percent_used: 95 },
] as const;

const tokenRules = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether tokens are counted against these rules.'),
    rules: rulesOf(tokenRule)
      .default([...TOKEN_RULES])
      .describe('The rules; a list that is given replaces the default one.'),
  })
  .prefault({})
  .describe('Limits on the tokens that stages report.');

const quotaRules = z
  .strictObject({
    enabled: z.boolean().default(false).describe('Whether the quota of the subscription is asked for.'),
    provider: z.literal('codex_chatgpt_oauth').default('codex_chatgpt_oauth').describe('Whose quota is asked for.'),
    degraded_policy: z
      .enum(['fail_open', 'fail_closed'])
      .default('fail_open')
      .describe('Whether work goes on while the quota cannot be read.'),
    refresh_interval_seconds: seconds().positive().default(60).describe('Seconds between two looks at the quota.'),
    rules: rulesOf(quotaRule)
      .default([...QUOTA_RULES])
      .describe('The rules; a list that is given replaces the default one.'),
  })
  .prefault({})
  .describe('Limits on the share of a subscription.');

export const usageGovernance = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe('Whether the limits on tokens and quotas hold; those on money always do.'),
    auto_resume: z.boolean().default(true).describe('Whether work goes on by itself once the window is over.'),
    evaluation_boundary: z
      .literal('between_stages')
      .default('between_stages')
      .describe('When the rules are asked; a stage that runs is never cut short.'),
    calendar_timezone: timeZone.default('UTC').describe('Time zone in which days and calendar weeks begin.'),
    learning_share: z
      .number()
      .min(0)
      .max(100)
      .default(20)
      .describe(
        'Share of each limit, in percent, that learning may spend: when it is used up learning waits, and all other work goes on.',
      ),
    cost_rules: rulesOf(costRule)
      .default([])
      .describe('Limits on money, which hold wherever they are written: no further stage starts when one is reached.'),
    runtime_token_rules: tokenRules,
    subscription_quota_rules: quotaRules,
  })
  .prefault({})
  .describe('Limits on spending.');
