// One embedded server per state home: found again when it runs, started when it does not, left running. Two on one database would destroy
// it, so everything that starts or ends one happens under a lock.
import { mkdirSync, realpathSync } from 'node:fs';
import { isAlive } from '../../disk/identity.js';
import { binaryCache } from '../state-home.js';
import { isHealthy, untilHealthy } from './health.js';
import type { AskedPorts } from './launch.js';
import { endServer, launch } from './launch.js';
import { withLock } from './lock.js';
import type { ServerRecord } from './record.js';
import { findRunning, readRecord, serverFiles, writeRecord } from './record.js';

/** A server that was found alive may be starting or busy; one that says nothing for so long is hung. */
const HUNG_MS = 15_000;

export type Say = (line: string) => void;

export interface EmbeddedOptions extends AskedPorts {
  /** Where to look for the `temporal` binary: PATH and the like; default the environment of this process. */
  env?: NodeJS.ProcessEnv;
  /** Called with a server that was started here, and not found. */
  started?(server: ServerRecord): void;
}

export interface EmbeddedStatus {
  state: 'stopped' | 'running' | 'unhealthy';
  /** Of the server that runs, or ran last; null = there was none. */
  record: ServerRecord | null;
}

/** The healthy embedded server of this state home, started when it does not run. Throws `ServerError`. */
export async function startEmbedded(stateHome: string, say: Say, options: EmbeddedOptions = {}): Promise<ServerRecord> {
  const home = prepare(stateHome);
  const known = readRecord(home);
  if (known !== null && isAlive(known) && (await isHealthy(known))) return known;
  return locked(home, say, async () => (await takeRunning(home, say)) ?? (await startNew(home, say, options)));
}

/** True when a server was running and has been ended; its database and ports are kept. */
export async function stopEmbedded(stateHome: string, say: Say): Promise<boolean> {
  const home = prepare(stateHome);
  return locked(home, say, async () => {
    const running = findRunning(home);
    if (running !== null) await endServer(running);
    return running !== null;
  });
}

/** Ends the server that the caller started, where it still is that one and nobody uses it. */
export async function stopUnused(
  stateHome: string,
  started: ServerRecord,
  isUsed: () => boolean,
  say: Say,
): Promise<void> {
  const home = prepare(stateHome);
  await locked(home, say, async () => {
    const running = findRunning(home);
    if (running === null || running.pid !== started.pid || running.startTime !== started.startTime || isUsed()) return;
    await endServer(running);
    say('The Temporal server that was started for this is stopped again.');
  });
}

/** Changes nothing. */
export async function embeddedStatus(stateHome: string): Promise<EmbeddedStatus> {
  const home = realPath(stateHome);
  const running = findRunning(home);
  if (running === null) return { state: 'stopped', record: readRecord(home) };
  return { state: (await isHealthy(running)) ? 'running' : 'unhealthy', record: running };
}

async function takeRunning(home: string, say: Say): Promise<ServerRecord | null> {
  const running = findRunning(home);
  if (running === null) return null;
  if (await untilHealthy(running, HUNG_MS, () => isAlive(running))) {
    writeRecord(home, running);
    return running;
  }
  if (isAlive(running))
    say(`Temporal server (process ${running.pid}) does not answer; ending it and starting it again.`);
  await endServer(running);
  return null;
}

async function startNew(home: string, say: Say, options: EmbeddedOptions): Promise<ServerRecord> {
  // Loaded only here: what it starts programs with takes as long to load as a server that runs takes to answer.
  const { findTemporal } = await import('./binary.js');
  const binary = await findTemporal({ say, cacheDir: binaryCache(home), env: options.env ?? process.env });
  const server = await launch(home, binary, options);
  options.started?.(server);
  say(`Temporal server started on ${server.ip}:${server.port}, Web UI http://${server.ip}:${server.uiPort}.`);
  return server;
}

const locked = <T>(home: string, say: Say, work: () => Promise<T>): Promise<T> =>
  withLock(
    serverFiles(home).dir,
    'lock',
    (pid) => say(`Waiting for process ${pid}, which is at the server now.`),
    work,
  );

/** The server's command line names its database, so the same folder must always have the same name. */
function prepare(stateHome: string): string {
  mkdirSync(serverFiles(stateHome).dir, { recursive: true, mode: 0o700 });
  return realpathSync(stateHome);
}

function realPath(stateHome: string): string {
  try {
    return realpathSync(stateHome);
  } catch {
    return stateHome;
  }
}
