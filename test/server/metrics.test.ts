// Figures and spans of real work: they are those of `report` and `usage`, a worker that is killed takes nothing away and adds nothing, and no history
// knows of them.
import { Client, Connection } from '@temporalio/client';
import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { lineageWorkflowId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { Bench, type Started, until } from '../support/bench.js';
import { type Collector, startCollector } from '../support/collector.js';
import { readPrometheus, type ReadText } from '../support/prometheus.js';

let bench: Bench;
let collector: Collector;
let worker: Started;

beforeAll(async () => {
  collector = await startCollector();
  bench = new Bench(inject('temporalAddress'));
  bench.script({ 'builder:t1': [{ tokens: 1500 }], 'builder:t2': ['BLOCKED', { tokens: 700 }] });
  await bench.withTasks('t1', 't2');
  appendFileSync(bench.file('millrace.toml'), `\n[metrics]\nport = 0\n\n[tracing]\notlp = "${collector.address}"\n`);
  await bench.ok('trust', '--accept');
  worker = bench.start('run', 'daemon');
  await until(() => bench.events('work_item_done').length === 2, 'both are done');
});
afterAll(() => {
  bench.close();
  collector.close();
});

const data = async (...args: string[]) =>
  (JSON.parse(await bench.ok(...args, '--json')) as { data: Record<string, never> }).data;

interface Scraped extends ReadText {
  text: string;
}

async function scrape(): Promise<Scraped> {
  const [place] = (await data('status'))['metrics'] as unknown as { address: string }[];
  // What was made for the one who asked before holds for a second.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const answer = await fetch(`${place?.address ?? ''}/metrics`);
  expect(answer.status).toBe(200);
  const text = await answer.text();
  return { text, ...readPrometheus(text) };
}

/** Sums of what happened once. */
const totals = ({ samples }: ReadText) =>
  samples.filter(({ name }) => /^millrace_(?:stage|items_ended|tokens|ledger|roots|log)/.test(name));

it('the figures are those of report and usage', async () => {
  const { sum, samples, types } = await scrape();
  const report = (await data('report', '--since', '0')) as unknown as {
    totals: { done: number; stages: number; tokens: { total: number; input: number; output: number } };
    queue: { by_family: Record<string, { done: number; queued: number }> };
    attention: unknown[];
    health: { state: string };
  };
  const usage = (await data('usage', '--by', 'stage')) as unknown as { total: { total: number; stages: number } };
  expect(report.totals.tokens.total).toBeGreaterThan(2000);
  expect([sum('millrace_tokens_total'), sum('millrace_ledger_stages_total')]).toEqual([
    usage.total.total,
    usage.total.stages,
  ]);
  expect(sum('millrace_tokens_by_kind_total', { kind: 'input' })).toBe(report.totals.tokens.input);
  expect(sum('millrace_stages_ended_total')).toBe(report.totals.stages);
  expect(sum('millrace_stages_ended_total', { outcome: 'BLOCKED', node: 'builder' })).toBe(1);
  expect(sum('millrace_items_ended_total', { end: 'done' })).toBe(report.totals.done);
  expect(sum('millrace_items', { state: 'done', family: 'task' })).toBe(report.queue.by_family['task']?.done);
  expect(sum('millrace_attention')).toBe(report.attention.length);
  expect(sum('millrace_health', { state: report.health.state })).toBe(1);
  expect([sum('millrace_server_up'), sum('millrace_mirror_lag_seconds'), sum('millrace_workers')]).toEqual([1, 0, 1]);
  expect(types.get('temporal_worker_task_slots_available'), 'those of the SDK stand with them').toBe('gauge');
  expect(
    samples.filter(({ labels }) => Object.values(labels).some((value) => /\bt[12]\b|run-|request-/.test(value))),
  ).toEqual([]);
});

it('each run is a trace, its stages below it, and no history knows', async () => {
  const stages = () => collector.spans.filter(({ name }) => name === 'RunActivity:runStage');
  await until(() => stages().length === bench.stages().length, 'a span for each stage');
  const runs = await until(() => {
    const found = collector.spans.filter(({ name }) => name === 'run');
    return found.length === 2 && found;
  }, 'both runs');
  for (const run of runs) {
    const below = stages().filter(
      ({ parentSpanId, traceId }) => parentSpanId === run.spanId && traceId === run.traceId,
    );
    expect(new Set(below.map(({ attributes }) => attributes['millrace.item']))).toEqual(
      new Set([run.attributes['millrace.item']]),
    );
  }
  const builder = stages().find(({ attributes }) => attributes['millrace.tokens.total'] === 1510);
  expect(builder?.attributes).toMatchObject({
    ...{ 'millrace.item': 'task/t1', 'millrace.node': 'builder', 'millrace.stage': 'builder', 'millrace.attempt': 1 },
    'millrace.outcome': 'BUILDER_COMPLETE',
  });
  const id = String((await data('status'))['id']);
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const { workflow } = new Client({ connection, namespace: NAMESPACE });
  for (const one of [workspaceWorkflowId(id), lineageWorkflowId(id, 'backlog')])
    expect(JSON.stringify(await workflow.getHandle(one).fetchHistory())).not.toMatch(/tracer-data|traceparent/);
  await connection.close();
});

it('a worker that is killed takes nothing away and adds nothing', async () => {
  const before = await scrape();
  expect((await fetch(new URL('/healthz', await address()))).status).toBe(200);
  worker.child.kill('SIGKILL');
  await worker.ended;
  expect((await data('status'))['metrics']).toEqual([]);
  worker = bench.start('run', 'daemon');
  await until(() => worker.said().includes('Serving '), 'the next worker');
  const after = await scrape();
  expect(totals(after)).toEqual(totals(before));
});

const address = async (): Promise<string> =>
  ((await data('status'))['metrics'] as unknown as { address: string }[])[0]?.address ?? '';
