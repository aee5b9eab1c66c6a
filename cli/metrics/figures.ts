// What `/metrics` and `/healthz` say, made when somebody asks and at most once a second, however often that is.
import { inertJson } from '../../core/inert.js';
import { familiesOf, gauge, type Values } from '../../core/metrics/catalog.js';
import { exposition } from '../../core/metrics/text.js';
import { readHeads } from '../../read/heads.js';
import { stageTotals } from '../../read/metrics/stage-totals.js';
import { tokenTotals } from '../../read/metrics/token-totals.js';
import { queueOf } from '../../read/report/queue.js';
import type { AskServer, ServerFacts } from '../../worker/metrics/server-facts.js';
import { type Around, lookAround } from '../around.js';
import { canGoOn, healthOf } from '../report/health.js';
import { controlOf, workerOf } from '../report/model.js';
import type { Report } from '../report/shape.js';
import { version } from '../version.js';
import { gaugesOf } from './gauges.js';
import type { Page, Pages } from './listener.js';

const HOLDS_MS = 1000;
const JSON_TYPE = 'application/json';
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export interface Source {
  /** Of the workspace. */
  dir: string;
  env: NodeJS.ProcessEnv;
  /** Null while no server is known. */
  askServer(): AskServer | null;
  /** Figures of the SDK as text; empty where there are none. */
  sdk(): Promise<string>;
}

/** Nothing is read before the first request. */
export function pagesOf(source: Source): Pages {
  const totals = [stageTotals(source.dir), tokenTotals(source.dir)];
  const seen = heldFor(HOLDS_MS, () => seenBy(source));
  const figures = heldFor(HOLDS_MS, async () => {
    const [{ around, health, server }, sdk] = await Promise.all([seen(), source.sdk()]);
    const sums: Values[] = [];
    for (const one of totals) sums.push(await one.read());
    const now = { ...gaugesOf(around, health.state), ...serverGauges(server), ...processValues() };
    return exposition(familiesOf(Object.assign(now, ...sums) as Values)) + sdk;
  });
  return new Map<string, () => Promise<Page>>([
    ['/metrics', async () => ({ status: 200, type: METRICS_TYPE, body: await figures() })],
    ['/healthz', () => seen().then(healthPage, unreadPage)],
  ]);
}

interface Seen {
  around: Around;
  health: Report['health'];
  /** Null while no server is known. */
  server: ServerFacts | null;
}

async function seenBy({ dir, env, askServer }: Source): Promise<Seen> {
  const [around, server] = await Promise.all([lookAround(dir, env), askServer()?.() ?? null]);
  const queue = queueOf(around.folders, readHeads(dir), around.snapshot, { now: Date.now() });
  return { around, health: healthOf(around, canGoOn(around, queue)), server };
}

function serverGauges(server: ServerFacts | null): Values {
  const known = (value: number | null | undefined) => (typeof value === 'number' ? [gauge(value)] : []);
  return {
    millrace_server_up: [gauge(Number(server?.up === true))],
    millrace_mirror_pending: known(server?.pending),
    millrace_mirror_lag_seconds: known(server?.lag),
  };
}

function processValues(): Values {
  const { user, system } = process.cpuUsage();
  const start = Date.now() / 1000 - process.uptime();
  return {
    millrace_build_info: [gauge(1, { version: version() })],
    millrace_worker_start_time_seconds: [gauge(Math.round(start * 1000) / 1000)],
    millrace_process_cpu_seconds_total: [gauge((user + system) / 1e6)],
    millrace_process_resident_memory_bytes: [gauge(process.memoryUsage.rss())],
  };
}

/** In the words of `report`. Well is who does its work, also where a person has something to decide. */
function healthPage({ around, health, server }: Seen): Page {
  const isUp = server?.up === true;
  const isWell = isUp && (health.state === 'ok' || health.state === 'attention');
  const body = {
    ...{ state: health.state, reasons: isUp ? health.reasons : [NO_ANSWER, ...health.reasons] },
    ...{ worker: workerOf(around, Date.now()), server: { up: isUp }, control: controlOf(around) },
    attention: countsOf(around.needsYou),
  };
  return { status: isWell ? 200 : 503, type: JSON_TYPE, body: `${inertJson(body)}\n` };
}

/** A workspace that is gone, say. */
function unreadPage(error: unknown): Page {
  const why = error instanceof Error ? error.message : String(error);
  const body = { state: 'down', reasons: [`the workspace could not be read: ${why}`] };
  return { status: 503, type: JSON_TYPE, body: `${inertJson(body)}\n` };
}

const countsOf = (needs: Around['needsYou']): Record<string, number> =>
  Object.fromEntries(needs.map(({ kind }) => [kind, needs.filter((one) => one.kind === kind).length]));

const NO_ANSWER = 'the Temporal server does not answer';

/** What was made last holds for a while, and whoever asks meanwhile waits for the same. */
function heldFor<T>(ms: number, make: () => Promise<T>): () => Promise<T> {
  let held: { at: number; value: Promise<T> } | null = null;
  return () => {
    if (held !== null && performance.now() - held.at < ms) return held.value;
    const value = make();
    const now = { at: Infinity, value };
    held = now;
    void value.then(
      () => (now.at = performance.now()),
      () => (held = held === now ? null : held),
    );
    return value;
  };
}
