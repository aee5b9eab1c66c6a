// Starting the embedded server's process: detached, its record on disk before anything is waited for.
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from '../../agents/files.js';
import type { ProcessIdentity } from '../../disk/identity.js';
import { identityOf, isAlive } from '../../disk/identity.js';
import { kill } from '../../agents/host/sweep.js';
import { moveFile } from '../../disk/files.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { openToAppend } from '../../disk/write.js';
import type { TemporalBinary } from './binary.js';
import { errorReason, ServerError } from './error.js';
import type { ServerPorts } from './flags.js';
import { SERVER_IP, serverArgs } from './flags.js';
import { untilHealthy } from './health.js';
import { freePort, isPortFree } from './ports.js';
import type { ServerRecord } from './record.js';
import { readRecord, serverFiles, writeRecord } from './record.js';

const START_MS = 30_000;
const STOP_MS = 10_000;
const TRIES = 3;
const TAIL_LINES = 15;
/** All that the server needs; in particular no TEMPORAL_*, no secrets, no mark of a stage. */
const ENVIRONMENT = ['PATH', 'HOME', 'TMPDIR', 'TZ'];
/** It is a small heap that is filled fast: collected a quarter as often it takes some MB more, and an eighth of its processor time less. */
const COLLECTION = { GOGC: '400' };

/** Ports that a person asked for in `[temporal]`: they are taken or it is an error. */
export interface AskedPorts {
  port?: number;
  uiPort?: number;
}

/** Starts a server and waits until it is healthy, at most 30 s. Another port than an asked one is tried when one is in use. */
export async function launch(home: string, binary: TemporalBinary, asked: AskedPorts): Promise<ServerRecord> {
  for (let attempt = 1; ; attempt += 1) {
    const record = await start(home, binary, await choosePorts(asked, attempt === 1 ? readRecord(home) : null));
    if (await untilHealthy(record, START_MS, () => isAlive(record))) return record;
    await endServer(record);
    const { log } = serverFiles(home);
    const tail = (readText(log) ?? '').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
    if (attempt < TRIES && tail.includes('address already in use')) continue;
    throw new ServerError(
      'start_failed',
      `the embedded Temporal server did not become healthy on ${record.ip}:${record.port}. Its log, ${log}, ends:\n${tail}`,
    );
  }
}

/** SIGTERM, 10 s, SIGKILL; returns when the process is gone. One that was stopped is woken, to hear of it. */
export async function endServer(server: ProcessIdentity): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!isAlive(server)) return;
    kill(server.pid, signal);
    kill(server.pid, 'SIGCONT');
    for (const bound = Date.now() + STOP_MS; isAlive(server) && Date.now() < bound;) await sleep(20);
  }
  if (isAlive(server)) {
    throw new ServerError(
      'start_failed',
      `the Temporal server, process ${server.pid}, cannot be ended: end it by hand`,
    );
  }
}

async function choosePorts(asked: AskedPorts, before: ServerPorts | null): Promise<ServerPorts> {
  const taken: number[] = [];
  const next = async (key: keyof ServerPorts, name?: keyof AskedPorts): Promise<number> => {
    const wanted = name === undefined ? undefined : asked[name];
    const port = wanted ?? (before !== null && (await isPortFree(before[key])) ? before[key] : await freePort(taken));
    if (wanted !== undefined && !(await isPortFree(wanted)))
      throw portInUse(wanted, name === 'port' ? 'port' : 'ui_port');
    taken.push(port);
    return port;
  };
  return { port: await next('port', 'port'), uiPort: await next('uiPort', 'uiPort'), httpPort: await next('httpPort') };
}

const portInUse = (port: number, field: string): ServerError =>
  new ServerError(
    'port_in_use',
    `${SERVER_IP}:${port}, asked for on the command line or as [temporal] ${field} in millrace.toml, is in use by another program: ` +
      'end that program, or give another port, or remove the line and any free port is taken',
  );

async function start(home: string, binary: TemporalBinary, ports: ServerPorts): Promise<ServerRecord> {
  const files = serverFiles(home);
  moveFile(files.log, files.previousLog);
  const pid = await spawnDetached(binary.path, serverArgs(ports, files.database), files);
  const identity = identityOf(pid);
  if (identity === null) throw new ServerError('start_failed', `${binary.path} ended at once; see ${files.log}`);
  const startedAt = new Date().toISOString();
  const record = { ...identity, ip: SERVER_IP, ...ports, version: binary.version, startedAt };
  writeRecord(home, record);
  return record;
}

/** The pid of a process in a session of its own whose output goes straight to the log file. What it makes is for its user alone. */
async function spawnDetached(path: string, args: string[], files: { dir: string; log: string }): Promise<number> {
  const passed = Object.entries(process.env).filter(([key]) => ENVIRONMENT.includes(key));
  const env = { ...Object.fromEntries(passed), ...COLLECTION };
  const log = openToAppend(files.log, PRIVATE_FILE);
  try {
    const child = spawn('sh', ['-c', 'umask 077; exec "$@"', 'sh', path, ...args], {
      cwd: files.dir,
      env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return child.pid ?? 0;
  } catch (error) {
    throw new ServerError('start_failed', `cannot start ${path}: ${errorReason(error)}`, { cause: error });
  } finally {
    closeSync(log);
  }
}
