// Serves the figures of a workspace while a worker works, as `[metrics]` wants it. Beside the work and never in its way: a port that somebody else has
// is said once and tried again, so that of several workers with one port the next has it when the first has left.
import { join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import type { MetricsSettings } from '../../core/plan/sources/config/metrics.js';
import { removeFile } from '../../disk/files.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { identityOf, isAlive } from '../../disk/identity.js';
import { writeAtomic } from '../../disk/write.js';
import { metricsFiles, type MetricsPlace, recordIn } from '../../read/metrics/where.js';
import type { AskServer } from '../../worker/metrics/server-facts.js';
import type { Context } from '../context.js';
import { stateDirOf } from '../trust/standing.js';
import { pagesOf } from './figures.js';
import { listen, type Listening, type Pages } from './listener.js';

const AGAIN_MS = 10_000;

export interface Serving {
  /** Host and port for the figures of the SDK; null = nowhere. */
  sdk: string | null;
  /** By what the server can be asked from now on. */
  onServer(ask: AskServer | null): void;
  close(): void;
}

export interface Wanted {
  dir: string;
  /** Of the workspace. */
  id: string;
  settings: MetricsSettings;
  say(line: string): void;
}

let sdkOfProcess: Promise<string | null> | null = null;
/** Workspaces that this process serves figures of, by host and port. */
const served = new Map<string, string>();

const NOWHERE: Serving = { sdk: null, onServer: () => undefined, close: () => undefined };

/** Listens before it gives anything, where the port is free. `againMs`: between two tries. Never rejects. */
export async function serveMetrics(
  { env }: Pick<Context, 'env'>,
  wanted: Wanted,
  againMs = AGAIN_MS,
): Promise<Serving> {
  if (wanted.settings.port === undefined) return NOWHERE;
  const { sdkAddress, sdkFigures } = await import('../../worker/metrics/sdk.js');
  // The SDK serves them once for a process, whichever workspace asked first.
  const sdk = await (sdkOfProcess ??= sdkAddress());
  let ask: AskServer | null = null;
  const pages = pagesOf({
    ...{ dir: wanted.dir, env, askServer: () => ask },
    sdk: () => (sdk === null ? Promise.resolve('') : sdkFigures(sdk)),
  });
  const close = await keepListening(await stateDirOf(wanted.id, env), wanted, pages, againMs);
  return { sdk, onServer: (next) => void (ask = next), close };
}

/** Returns the function that ends it. */
async function keepListening(state: string, wanted: Wanted, pages: Pages, againMs: number): Promise<() => void> {
  const { settings, say, id } = wanted;
  const [host, port] = [settings.host, settings.port ?? 0];
  let open: Listening | null = null;
  let said = '';
  let isOver = false;
  const look = async (): Promise<void> => {
    const found = await listen(host, port, pages).catch((error: unknown) => whyNot(error, host, port, id));
    if (isOver) return typeof found === 'string' ? undefined : found.close();
    const failed = typeof found === 'string' ? found : null;
    open = typeof found === 'string' ? null : found;
    if (open !== null && port !== 0) served.set(`${host}:${port}`, id);
    const line = open === null ? `Figures are not served: ${failed ?? ''}.` : `Figures: ${open.address}/metrics`;
    if (line !== said) say(line);
    if (line !== said) await keep(state, { address: open?.address ?? null, error: failed });
    said = line;
  };
  quietly(() => strikeDead(state));
  await look();
  const timer = setInterval(() => (open === null ? void look() : clearInterval(timer)), againMs);
  timer.unref();
  return () => {
    isOver = true;
    clearInterval(timer);
    open?.close();
    if (served.get(`${host}:${port}`) === id) served.delete(`${host}:${port}`);
    quietly(() => removeFile(fileIn(state)));
  };
}

/** A record that stays behind is of a process that is gone, and nobody believes it. */
function quietly(act: () => void): void {
  try {
    act();
  } catch {
    return;
  }
}

function whyNot(error: unknown, host: string, port: number, id: string): string {
  const other = served.get(`${host}:${port}`);
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'EADDRINUSE' && other !== undefined && other !== id)
    return `${host} port ${port}: this process serves workspace ${other} there; \`millrace config set metrics.port PORT\` gives this one a port of its own`;
  const why =
    code === 'EADDRINUSE'
      ? 'somebody else listens there, such as another worker'
      : `it cannot be listened on (${code})`;
  return `${host} port ${port}: ${why}; it is tried again, and work goes on`;
}

const fileIn = (state: string): string => join(state, statePaths.metrics, `${process.pid}.json`);

/** On a full disk nobody is told where, and it serves all the same. */
async function keep(state: string, place: Omit<MetricsPlace, 'pid'>): Promise<void> {
  const self = identityOf();
  if (self === null) return;
  await writeAtomic(fileIn(state), JSON.stringify({ ...self, ...place }), { mode: PRIVATE_FILE }).catch(
    () => undefined,
  );
}

/** Records of workers that had no time to take theirs away. */
function strikeDead(state: string): void {
  for (const file of metricsFiles(state)) {
    const record = recordIn(file);
    if (record === null || !isAlive(record)) removeFile(file);
  }
}
