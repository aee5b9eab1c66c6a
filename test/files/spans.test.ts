// Spans: each run is a trace of its own, whoever tells of it, and a collector that fails costs spans alone.
import { trace } from '@opentelemetry/api';
import { Resource } from '@opentelemetry/resources';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LogEvent } from '../../disk/events/lines.js';
import { runContext } from '../../worker/spans/ids.js';
import { openSpans } from '../../worker/spans/open.js';
import { runSpans } from '../../worker/spans/run-spans.js';
import { startCollector } from '../support/collector.js';

let seq = 0;
function event(type: string, run: unknown, at: string, more: object = {}): LogEvent {
  seq += 1;
  return { seq, key: `k${seq}`, type, at, data: { run_id: run, work_item: 'task/T-1', ...more } };
}

const end = (run: unknown, next = 'end:done'): LogEvent =>
  event('router_decision', run, '2026-01-01T10:01:00.500Z', { next, terminal_result: 'UPDATE_COMPLETE' });
const start = (run: unknown, at = '2026-01-01T10:00:00Z'): LogEvent => event('stage_started', run, at);

describe('the span of a run', () => {
  const spansIn = (...events: LogEvent[]) => runSpans('ws-1', new Resource({}))(events);

  it('goes from the first stage that was seen to the end of the last', () => {
    const [span, ...others] = spansIn(start('run-1'), start('run-1', '2026-01-01T10:00:30Z'), end('run-1'));
    expect(others).toEqual([]);
    expect([span?.startTime, span?.endTime, span?.duration]).toEqual([
      [1767261600, 0],
      [1767261660, 5e8],
      [60, 5e8],
    ]);
    expect(span?.attributes).toMatchObject({ 'millrace.item': 'task/T-1', 'millrace.end': 'done' });
    expect(span?.spanContext()).toEqual(runContext('ws-1', 'run-1'));
  });

  it('is there for a run that began before, and not for one that goes on', () => {
    expect(spansIn(end('run-1'))).toHaveLength(1);
    expect(spansIn(start('run-1'), end('run-1', 'checker'))).toEqual([]);
  });

  it.each([[{}], [''], [null], [7]])('is not there for the run %j', (run) => {
    expect(spansIn(start(run), end(run))).toEqual([]);
  });

  it('is not confused by a clock that went back', () => {
    expect(spansIn(start('run-1', '2026-01-02T00:00:00Z'), end('run-1'))[0]?.duration).toEqual([0, 0]);
    expect(spansIn({ ...end('run-1'), at: 'never' })).toEqual([]);
  });
});

it('ids are of the form that collectors take, and of one run alone', () => {
  const [one, again, other] = [runContext('ws-1', 'run-1'), runContext('ws-1', 'run-1'), runContext('ws-2', 'run-1')];
  expect(one).toEqual(again);
  expect(trace.isSpanContextValid(one)).toBe(true);
  expect(new Set([one.traceId, other.traceId, one.spanId, other.spanId]).size).toBe(4);
});

describe('a collector', () => {
  const open = (otlp: string) => {
    const said: string[] = [];
    const spans = openSpans({ otlp, workspace: 'ws-1', identity: 'me', say: (line) => void said.push(line) });
    return { said, spans };
  };

  it('gets what was there when the worker leaves, and nothing is left behind', async () => {
    const collector = await startCollector();
    onTestFinished(collector.close);
    const { said, spans } = open(`${collector.address}/`);
    spans.onEvents([start('run-1'), end('run-1')]);
    await spans.close();
    expect(collector.spans).toMatchObject([{ name: 'run', traceId: runContext('ws-1', 'run-1').traceId }]);
    expect(said).toEqual([]);
    // A second session of the same process begins anew.
    expect(trace.setGlobalTracerProvider(trace.getTracerProvider())).toBe(true);
    trace.disable();
  });

  it.each([
    ['is down', null],
    ['never answers', () => undefined],
  ])('that %s costs spans and a sentence', async (_what, answers) => {
    const server = createServer(answers ?? (() => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    if (answers === null) server.close();
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { said, spans } = open(`http://127.0.0.1:${port}`);
    for (let run = 0; run < 5000; run += 1) spans.onEvents([end(`run-${run}`)]);
    await expect
      .poll(() => said)
      .toEqual([expect.stringMatching(/^Spans do not arrive at http:\/\/127\.0\.0\.1:\d+ \(/)]);
    await spans.close();
    expect(said).toHaveLength(1);
  });
});
