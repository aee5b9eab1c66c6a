// What of millrace.toml governs spending and requeues, as workers tell it.
import { describe, expect, it } from 'vitest';
import { readConfig } from './sources/config.js';
import { spendArgs } from './spend-args.js';

const NOW = Date.parse('2026-01-01T12:00:00Z');
function told(toml: string) {
  const config = readConfig('millrace.toml', toml, []);
  if (config === null) throw new Error('a wrong configuration');
  return spendArgs(config, NOW);
}
const GOVERNED = '[usage_governance]\nenabled = true\n';

describe('what a worker tells', () => {
  it('is by default three requeues and no limit on spending', () => {
    expect(told('')).toEqual({ requeue: { most: 3, cooldownSeconds: [300, 900, 3600] } });
  });

  it.each(['enabled = false', 'blocked_dependency_retry_enabled = false', 'max_auto_requeues_per_work_item = 0'])(
    'has no requeues with %s',
    (line) => expect(told(`[auto_recovery]\n${line}\n`)).toEqual({}),
  );

  it('has the rules, and the weeks of their time zone', () => {
    const { usage } = told(`${GOVERNED}calendar_timezone = "Europe/Berlin"\n`);
    expect(usage).toMatchObject({ autoResume: true, timeZone: 'Europe/Berlin', learningShare: 20 });
    expect(usage?.rules).toEqual([
      { id: 'rolling-5h-default', window: 'rolling_5h', threshold: 750_000 },
      { id: 'calendar-week-default', window: 'calendar_week', threshold: 5_000_000 },
    ]);
    expect(usage?.weeks.slice(0, 2)).toEqual(['2025-12-28T23:00:00.000Z', '2026-01-04T23:00:00.000Z']);
    expect(usage?.weeks).toHaveLength(60);
  });

  it('has no weeks where no rule asks for them, and nothing where no token is counted', () => {
    const rule = 'rules = [{ rule_id = "r", window = "per_run", threshold = 5 }]\n';
    const tokens = `${GOVERNED}[usage_governance.runtime_token_rules]\n`;
    expect(told(`${tokens}${rule}`).usage?.weeks).toEqual([]);
    expect(told(`${tokens}enabled = false\n`).usage).toBeUndefined();
  });
});
