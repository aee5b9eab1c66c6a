// The SDK's runtime, which a process has once: its log goes to the files of the workspaces, and is looked after together with all else.
import path from 'node:path';
import type { TelemetryOptions } from '@temporalio/worker';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { statePaths } from '../core/contracts/paths.js';
import { appendLog } from './log.js';
import type { WorkspacePlace } from './place.js';
import { steadily } from './repeat.js';

/** Who works here is told by our own records. For the server's list of workers the SDK would start a thread for each worker, and look at the machine in it. */
const NO_HEARTBEATS = 0;

/** Logs of the workspaces that this process serves or served, by their ids. */
const logs = new Map<string, string>();

/** What the SDK says of a queue or a workflow goes to the log of that workspace; what it says of itself to all. */
function logsOf(meta: object | undefined): Iterable<string> {
  const said = JSON.stringify(meta ?? {});
  const own = [...logs].filter(([id]) => said.includes(`millrace:${id}:`) || said.includes(`millrace:${id}"`));
  return own.length === 0 ? logs.values() : own.map(([, file]) => file);
}

/**
 * Once per process, before anything else of the SDK: its log goes to the files of the workspaces, and Ctrl-C stays ours. `metrics`: where it serves
 * figures of its own; null = nowhere.
 */
export function installRuntime({ id, dirs }: WorkspacePlace, metrics: string | null): void {
  const first = logs.size === 0;
  const file = path.join(dirs.state, statePaths.workerLog);
  logs.set(id, file);
  if (!first) return;
  const logger = new DefaultLogger('WARN', ({ level, message, meta, timestampNanos }) => {
    const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
    for (const log of logsOf(meta)) appendLog(log, { ...meta, at, level, message });
  });
  // Also the log of the SDK's core, which would otherwise write over a person's terminal.
  const logging = { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN' }) };
  const install = (telemetryOptions: TelemetryOptions): void =>
    void Runtime.install({ logger, shutdownSignals: [], telemetryOptions, workerHeartbeatInterval: NO_HEARTBEATS });
  if (metrics === null) return install({ logging });
  try {
    install({ logging, metrics: { prometheus: { bindAddress: metrics, useSecondsForDurations: true } } });
  } catch (error) {
    // Somebody took the port a moment ago: without these figures it works as well.
    appendLog(file, {
      at: new Date().toISOString(),
      level: 'WARN',
      message: `No figures of the SDK: ${String(error)}`,
    });
    install({ logging });
  }
}

/** How late what the SDK says may be in the log, in ms. Each line says when it was said. */
const HEAR_MS = 500;

type Collecting = Runtime['logger'] & { flush(): void; close(): void };

/** Of which runtime the log is looked after; the SDK makes another one where nothing used it for a while. */
let heard: Runtime['logger'] | null = null;
let stopHearing: () => void = () => undefined;

/**
 * The SDK looks ten times a second whether there is something to log, which alone wakes a process at rest so often. Called once the SDK works, it does
 * that no more: what is there is logged with the other looks of the process, and by the SDK itself when a worker or the runtime ends.
 */
export function hearWithOthers(): void {
  const { logger } = Runtime.instance();
  if (logger === heard || !('flush' in logger && 'close' in logger)) return;
  const { flush, close } = logger as Collecting;
  stopHearing();
  heard = logger;
  // Logs what is there, and ends its timer; nothing else of it.
  close();
  stopHearing = steadily(HEAR_MS, flush, { unref: true });
}
