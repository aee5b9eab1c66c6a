// Sums from the files: the same after a restart and over damage, read once. And what listens: for this machine alone, beside the work.
import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { statePaths } from '../../core/contracts/paths.js';
import { exposition } from '../../core/metrics/text.js';
import { familiesOf } from '../../core/metrics/catalog.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { readConfig } from '../../core/plan/sources/config.js';
import type { Diagnostic } from '../../core/plan/diagnostics.js';
import { isThisMachine, listen } from '../../cli/metrics/listener.js';
import { serveMetrics } from '../../cli/metrics/serve.js';
import { readLedger } from '../../read/ledger.js';
import { stageTotals, type Totals } from '../../read/metrics/stage-totals.js';
import { tokenTotals } from '../../read/metrics/token-totals.js';
import { metricsPlaces } from '../../read/metrics/where.js';
import { readPrometheus, type ReadText } from '../support/prometheus.js';
import { makeRoom, type Room } from './room.js';

const LEDGER = 'state/usage_governance_ledger.jsonl';
const LOG = 'logs/runtime_events.jsonl';

function spent(request: string, total: number, model = 'm'): MirrorEntry {
  const usage = { input: total - 10, cachedInput: 5, output: 10, thinking: 0, total };
  const where = { runId: 'run-1', plane: 'execution', stage: 'builder', node: 'builder', lineage: 'backlog' } as const;
  const at = '2026-01-01T10:00:00Z';
  return {
    kind: 'usage',
    key: request,
    at,
    value: { ...where, family: 'task', id: 'T-1', model, session: 2, completedAt: at, usage },
  };
}

function stage(number: number): MirrorEntry[] {
  const data = {
    request_id: `request-${number}`,
    run_id: 'run-1',
    plane: 'execution',
    node_id: 'builder',
    work_item: 'task/T-1',
  };
  const end = { ...data, terminal_result: 'BUILDER_COMPLETE', failure_class: null };
  return [
    { kind: 'event', key: `${number}:started`, type: 'stage_started', at: '2026-01-01T10:00:00Z', data },
    { kind: 'event', key: `${number}:done`, type: 'stage_completed', at: '2026-01-01T10:00:03Z', data: end },
    { kind: 'event', key: `${number}:item`, type: 'work_item_done', at: '2026-01-01T10:00:03Z', data },
  ];
}

const read = async (totals: Totals): Promise<ReadText> =>
  readPrometheus(exposition(familiesOf(await totals.read())) || '# HELP x x\n# TYPE x gauge\n');

describe('tokens', () => {
  it('are those of the ledger, over a line that broke off, a restart, and a ledger that is written anew', async () => {
    const room = await makeRoom();
    const totals = tokenTotals(room.workspace);
    expect((await read(totals)).sum('millrace_tokens_total')).toBe(0);
    await room.apply(spent('request-1', 100), spent('request-2', 200, 'evil"\n\u001b[31m'));
    expect((await read(totals)).sum('millrace_tokens_total')).toBe(300);
    appendFileSync(room.at(LEDGER), '{"dedupe_key":"runs/run-1/stage_res');
    expect((await read(totals)).sum('millrace_tokens_total')).toBe(300);
    await room.apply(spent('request-3', 400), spent('request-1', 100));
    const known = await read(totals);
    expect([known.sum('millrace_tokens_total'), known.sum('millrace_ledger_stages_total')]).toEqual([700, 3]);
    expect(known.sum('millrace_tokens_by_kind_total', { kind: 'input' })).toBe(670);
    expect(readLedger(room.workspace).reduce((all, { total }) => all + total, 0)).toBe(700);
    expect((await read(tokenTotals(room.workspace))).samples).toEqual(known.samples);
    // Somebody copies it: the same stages in another file.
    const text = readFileSync(room.at(LEDGER));
    rmSync(room.at(LEDGER));
    expect((await read(totals)).sum('millrace_tokens_total')).toBe(700);
    writeFileSync(room.at(LEDGER), text);
    expect((await read(totals)).sum('millrace_tokens_total')).toBe(700);
  });
});

describe('stages', () => {
  const sums = ({ sum }: ReadText): number[] => [
    sum('millrace_stages_started_total'),
    sum('millrace_stages_ended_total', { node: 'builder', outcome: 'BUILDER_COMPLETE', failure: '' }),
    sum('millrace_stage_seconds_sum'),
    sum('millrace_items_ended_total', { family: 'task', end: 'done' }),
  ];

  it('are those of the log, over a rotated log, one that is lost, and a restart', async () => {
    const room = await makeRoom();
    const totals = stageTotals(room.workspace);
    await room.apply(...stage(1), ...stage(2));
    expect(sums(await read(totals))).toEqual([2, 2, 6, 2]);
    renameSync(room.at(LOG), `${room.at(LOG)}.1`);
    await room.apply(...stage(3));
    appendFileSync(room.at(LOG), '{"seq":10,"event_type":"stage_comp');
    expect(sums(await read(totals))).toEqual([3, 3, 9, 3]);
    expect(sums(await read(stageTotals(room.workspace))), 'after a restart').toEqual([3, 3, 9, 3]);
    rmSync(`${room.at(LOG)}.1`);
    rmSync(room.at(LOG));
    await room.apply(...stage(4));
    expect(sums(await read(totals)), 'nothing is taken back').toEqual([4, 4, 12, 4]);
  });

  it('that an agent makes up in the log cost no memory', async () => {
    const room = await makeRoom();
    const made = Array.from({ length: 2000 }, (_, at) =>
      JSON.stringify({
        seq: at + 1,
        key: `k${at}`,
        event_type: 'stage_started',
        occurred_at: 'never',
        data: { node_id: `n${at}`, plane: {} },
      }),
    );
    await room.apply(...stage(1));
    writeFileSync(room.at(LOG), `${made.join('\n')}\n`);
    const { samples, sum } = await read(stageTotals(room.workspace));
    expect(samples.length).toBeLessThan(400);
    expect(sum('millrace_stages_started_total')).toBe(2000);
  });
});

interface Answer {
  status: number | undefined;
  body: string;
}

const ask = (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port, pathname } = new URL(url);
    const host = hostname.replace(/[[\]]/g, '');
    get({ host, port, path: pathname, headers, method, agent: false }, (response: IncomingMessage) => {
      let body = '';
      response.on('data', (piece: Buffer) => (body += piece.toString()));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    }).on('error', reject);
  });

const settings = (toml: string) => {
  const diagnostics: Diagnostic[] = [];
  const config = readConfig('millrace.toml', toml, diagnostics);
  return { metrics: config?.metrics, tracing: config?.tracing, said: diagnostics.map(({ message }) => message).join() };
};

describe('what listens', () => {
  it('answers who names this machine, and changes nothing', async () => {
    const page = () => Promise.resolve({ status: 200, type: 'text/plain', body: 'x\n' });
    const fails = () => Promise.reject(new Error('no'));
    const open = await listen(
      '127.0.0.1',
      0,
      new Map([
        ['/metrics', page],
        ['/bad', fails],
      ]),
    );
    onTestFinished(open.close);
    expect(await ask(`${open.address}/metrics`)).toEqual({ status: 200, body: 'x\n' });
    expect(await ask(`${open.address}/metrics`, { host: 'LOCALHOST:1' })).toMatchObject({ status: 200 });
    expect(await ask(`${open.address}/metrics`, { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await ask(`${open.address}/metrics`, {}, 'POST')).toMatchObject({ status: 405 });
    expect(await ask(`${open.address}/metrics`, {}, 'HEAD')).toEqual({ status: 200, body: '' });
    expect(await ask(`${open.address}/else`)).toMatchObject({ status: 404 });
    expect(await ask(`${open.address}/bad`)).toMatchObject({ status: 500 });
  });

  it.each([
    undefined,
    '',
    '127.0.0.1.example.org',
    'example.org',
    '10.0.0.1',
    'localhost.',
    '[::2]',
    '127.0.0.1:x',
    'a@localhost',
  ])('does not take %s for this machine', (host) => expect(isThisMachine(host)).toBe(false));

  it.each(['127.0.0.1', '127.0.0.1:9464', 'localhost:80', '[::1]:9464'])('takes %s for this machine', (host) =>
    expect(isThisMachine(host)).toBe(true),
  );
});

describe('[metrics] and [tracing]', () => {
  it('are off by default', () => {
    expect(settings('')).toEqual({ metrics: { host: '127.0.0.1' }, tracing: {}, said: '' });
  });

  it.each([
    ['[metrics]\nport = 9464\nhost = "0.0.0.0"', /"0\.0\.0\.0" is not this machine/],
    ['[metrics]\nport = 70000', /70000 is no port/],
    ['[tracing]\notlp = "http://collector.example:4318"', /goes to this machine alone/],
    ['[tracing]\notlp = "https://user:secret@collector.example"', /without a user or password/],
  ])('%j is refused with its reason', (toml, why) => {
    expect(settings(toml).said).toMatch(why);
  });
});

describe('serving', () => {
  const wanted = (room: Room, port: number | undefined) => {
    const said: string[] = [];
    const config = { port, host: '127.0.0.1' as const };
    return {
      said,
      wanted: {
        dir: room.workspace,
        id: path.basename(room.state),
        settings: config,
        say: (line: string) => void said.push(line),
      },
    };
  };
  const envOf = (room: Room) => ({ env: { MILLRACE_STATE_HOME: path.dirname(room.state) } });

  it('without a port listens nowhere and leaves no record', async () => {
    const room = await makeRoom();
    const none = wanted(room, undefined);
    const serving = await serveMetrics(envOf(room), none.wanted);
    expect([serving.sdk, none.said, metricsPlaces(room.state)]).toEqual([null, [], []]);
    serving.close();
  });

  it('on a port that is taken is said once, and begins when it is free', async () => {
    const room = await makeRoom();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { said, wanted: asked } = wanted(room, port);
    const serving = await serveMetrics(envOf(room), asked, 50);
    onTestFinished(serving.close);
    expect(metricsPlaces(room.state)).toMatchObject([{ pid: process.pid, address: null }]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(said).toEqual([expect.stringMatching(/^Figures are not served: .*somebody else listens there/)]);
    other.close();
    await expect
      .poll(() => metricsPlaces(room.state))
      .toMatchObject([{ address: `http://127.0.0.1:${port}`, error: null }]);
    expect(said.at(-1)).toBe(`Figures: http://127.0.0.1:${port}/metrics`);
    const { status, body } = await ask(`http://127.0.0.1:${port}/metrics`);
    expect(status).toBe(200);
    expect(readPrometheus(body).sum('millrace_server_up')).toBe(0);
    const health = await ask(`http://127.0.0.1:${port}/healthz`);
    expect([health.status, JSON.parse(health.body)]).toMatchObject([503, { server: { up: false } }]);
    serving.close();
    expect(metricsPlaces(room.state)).toEqual([]);
  });

  it('of two workspaces in one process with one port, the second says who has it, and has it next', async () => {
    const room = await makeRoom();
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const [one, two] = [wanted(room, port), wanted(room, port)];
    const first = await serveMetrics(envOf(room), one.wanted);
    const second = await serveMetrics(envOf(room), { ...two.wanted, id: 'other' }, 50);
    onTestFinished(second.close);
    expect(two.said).toEqual([expect.stringContaining(`this process serves workspace ${one.wanted.id} there`)]);
    first.close();
    await expect.poll(() => two.said.at(-1)).toBe(`Figures: http://127.0.0.1:${port}/metrics`);
  });

  it('takes the records of the dead away, and believes none', async () => {
    const room = await makeRoom();
    const first = await serveMetrics(envOf(room), wanted(room, 0).wanted);
    const file = path.join(room.state, statePaths.metrics, `${process.pid}.json`);
    const record = { ...JSON.parse(readFileSync(file, 'utf8')), pid: 1, startTime: '1' };
    first.close();
    writeFileSync(path.join(path.dirname(file), '1.json'), JSON.stringify(record));
    writeFileSync(path.join(path.dirname(file), '2.json'), 'nonsense');
    expect(metricsPlaces(room.state)).toEqual([]);
    const next = await serveMetrics(envOf(room), wanted(room, 0).wanted);
    onTestFinished(next.close);
    expect(metricsPlaces(room.state)).toHaveLength(1);
    expect(() => readFileSync(path.join(path.dirname(file), '1.json'))).toThrow(/ENOENT/);
  });
});
