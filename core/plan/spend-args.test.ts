// What of millrace.toml governs spending and requeues, as workers tell it.
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from './diagnostics.js';
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

describe('money', () => {
  const PRICES =
    '[prices]\ncurrency = "EUR"\nas_of = "2026-11-29"\nsource = "a list"\n[prices.models."m.1"]\ninput = 1.25\noutput = 10\n';
  const rule = (per: string, limit: number) =>
    `[[usage_governance.cost_rules]]\nrule_id = "${per}"\nper = "${per}"\nlimit = ${limit}\n`;

  it('has prices in millionths; cached input costs what input costs where nothing else is said', () => {
    const price = { input: 1_250_000, cachedInput: 1_250_000, output: 10_000_000 };
    expect(told(PRICES).prices).toEqual({
      currency: 'EUR',
      asOf: '2026-11-29',
      source: 'a list',
      models: [['m.1', price]],
    });
    expect(told('').prices).toBeUndefined();
  });

  it('has rules on money also where tokens are not limited, with the nights and days of the time zone', () => {
    const zone = '[usage_governance]\ncalendar_timezone = "Europe/Berlin"\n';
    const { usage } = told(`${zone}${rule('night', 25)}${rule('day', 5)}${rule('item', 0.5)}${PRICES}`);
    expect(usage?.rules).toEqual([
      { id: 'night', window: 'night', threshold: 25_000_000, currency: 'EUR' },
      { id: 'day', window: 'calendar_day', threshold: 5_000_000, currency: 'EUR' },
    ]);
    expect(usage?.own).toEqual([{ id: 'item', per: 'item', limit: 500_000, currency: 'EUR' }]);
    // It is one o'clock in the afternoon there.
    expect([usage?.nights?.[0], usage?.days?.[0]]).toEqual(['2026-01-01T11:00:00.000Z', '2025-12-31T23:00:00.000Z']);
    expect(usage?.weeks).toEqual([]);
  });

  it.each([
    ['[prices.models.m]\ninput = 1\noutput = 1\n', 'prices need the day'],
    ['[prices]\nas_of = "2026-11-29"\n[prices.models.m]\ninput = 1\noutput = 1\n', 'prices need their source'],
    ['[prices]\nas_of = "yesterday"\n', 'write it as "2026-11-29"'],
    ['[prices]\ncurrency = "dollars"\n', 'three capital letters'],
    [rule('item', 0), 'limit'],
    [`${rule('item', 1)}${rule('item', 2)}`, 'the id item is used twice'],
  ])('%s is refused', (toml, why) => {
    const diagnostics: Diagnostic[] = [];
    expect(readConfig('millrace.toml', toml, diagnostics)).toBeNull();
    expect(diagnostics.map(({ message }) => message).join('\n')).toContain(why);
  });
});
