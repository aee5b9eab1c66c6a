// Limits on spending and requeues, on a real server: the next stage is not started, and what a person reads of it is true.
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Plan } from '../../core/contracts/plan.js';
import { Bench, type Started, until } from '../support/bench.js';
import { taskText } from '../support/task-text.js';

let bench: Bench;
let daemon: Started;

const limit = (threshold: number): string => `
[usage_governance]
enabled = true
[[usage_governance.runtime_token_rules.rules]]
rule_id = "small"
window = "rolling_5h"
threshold = ${threshold}
[auto_recovery]
cooldown_seconds = [1]
`;
const configure = (text: string): void => writeFileSync(bench.file('millrace.toml'), text);
const json = (text: string) => (JSON.parse(text) as { data: Record<string, unknown> }).data;
const state = (): Record<string, unknown> =>
  JSON.parse(readFileSync(bench.file('state/usage_governance_state.json'), 'utf8')) as Record<string, unknown>;

async function modelsOfPlan(): Promise<string[]> {
  const { plan } = json(await bench.ok('compile', 'show', '--json')) as { plan: Plan };
  const nodes = Object.values(plan.planes).flatMap((graph) => Object.values(graph.nodes));
  return [...new Set(nodes.flatMap(({ model }) => model ?? []))];
}

beforeAll(async () => {
  bench = new Bench(inject('temporalAddress'));
  const brokenOff = { exit: 9, raw: '' };
  bench.script({
    ...{ 'builder:t1': [{ tokens: 1500 }], 'builder:t2': [brokenOff], 'builder:t3': [{ tokens: 2_000_000 }] },
    ...{ troubleshooter: [brokenOff, brokenOff], consultant: [brokenOff] },
  });
  await bench.withTasks('t1');
  configure(limit(1000));
  daemon = bench.start('run', 'daemon', '--accept');
});
afterAll(() => bench.close());

it('a rule that is used up keeps the next stage from starting, and says what was spent and until when', async () => {
  await until(() => bench.events('usage_governance_paused').length > 0, 'the pause');
  expect(bench.stages()).toEqual(['builder task/t1 BUILDER_COMPLETE']);
  const status = await bench.ok('status');
  expect(status).toMatch(/paused by usage_governance \(goes on by itself at 20/);
  expect(status).toMatch(/rule small: 1510 of 1000 tokens in 5 hours/);
  expect(await bench.ok('resume')).toMatch(/Still paused by: usage_governance \(rule small: 1510 of 1000/);
  expect(state()).toMatchObject({
    paused_by_governance: true,
    active_blockers: [{ rule_id: 'small', observed: 1510, threshold: 1000 }],
  });
  await bench.ok('mirror', 'verify');
});

it('a reload that allows more lets the same activation go on', async () => {
  configure(limit(100_000));
  expect(await bench.ok('config', 'reload', '--accept')).toMatch(/rules on spending/);
  await until(() => bench.events('work_item_done').length > 0, 'the task is done');
  expect(state()).toMatchObject({ paused_by_governance: false, active_blockers: [] });
  const { groups } = json(await bench.ok('usage', '--by', 'stage', '--json'));
  expect(groups).toMatchObject([{ name: 'builder', stages: 1, total: 1510 }, { total: 0 }, { total: 0 }]);
});

it('a cap on money pauses too, and a raise lets the same request go on; what it cost is told everywhere', async () => {
  const models = await modelsOfPlan();
  const price = (model: string): string => `[prices.models.${JSON.stringify(model)}]\ninput = 3\noutput = 15\n`;
  const rules = [
    '[[usage_governance.cost_rules]]\nrule_id = "tonight"\nper = "night"\nlimit = 5\n',
    '[[usage_governance.cost_rules]]\nrule_id = "each"\nper = "item"\nlimit = 5.5\n',
  ];
  const prices = `[prices]\ncurrency = "EUR"\nas_of = "2026-11-29"\nsource = "a list"\n${models.map(price).join('')}`;
  configure(`[auto_recovery]\ncooldown_seconds = [1]\n${rules.join('')}${prices}`);
  await bench.ok('config', 'reload', '--accept');
  writeFileSync(bench.file('tasks/queue/t3.md'), taskText('t3'));
  await until(() => bench.events('usage_governance_paused').length > 1, 'the pause');
  expect(await bench.ok('status')).toMatch(/rule tonight: 6\.00 EUR of 5\.00 EUR this night/);
  expect(await bench.ok('usage', 'raise', 'tonight', '--to', '20', '--reason', 'worth it')).toMatch(
    /allows 20\.00 EUR/,
  );
  await until(() => bench.events('approval_requested').length > 0, 'the question of the item');
  const [asked] = bench.events('approval_requested').map(({ data }) => data);
  const { approvals } = json(await bench.ok('approvals', 'ls', '--json')) as { approvals: { requestId: string }[] };
  expect(asked?.['asks_for']).toMatch(/its item has cost 6\.00 EUR, and the rule each allows 5\.50 EUR/);
  await bench.ok('usage', 'raise', 'each', '--for', 't3', '--to', '9.5');
  await until(() => bench.events('work_item_done').length > 1, 'the task is done');
  const started = bench.events('stage_started').filter(({ data }) => data['work_item'] === 'task/t3');
  expect(started[1]?.data['request_id']).toBe(approvals[0]?.requestId);
  expect(new Set(started.map(({ data }) => data['run_id'])).size).toBe(1);
  expect(await bench.ok('usage', '--by', 'item')).toMatch(/task\/t3 .*6\.00 EUR[\s\S]*as of 2026-11-29, by a list/);
  expect(await bench.ok('queue', 'show', 't3')).toMatch(/cost +6\.00 EUR/);
  expect(await bench.ok('forecast')).toMatch(/The worst case that the plan allows/);
  await bench.ok('mirror', 'verify');
});

it('a task whose runner broke off is queued again by itself, and ends well', async () => {
  writeFileSync(bench.file('tasks/queue/t2.md'), taskText('t2'));
  await until(() => bench.events('blocked_work_item_requeued').length > 0, 'it is queued again');
  await until(() => bench.events('work_item_done').length > 2, 'it is done');
  await bench.ok('stop');
  expect((await daemon.ended).code).toBe(0);
  expect(bench.names('tasks/done')).toEqual(['t1.md', 't2.md', 't3.md']);
});
