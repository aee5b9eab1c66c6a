// What is written down about the embedded server, and finding it again: by `server.json`, or by its command line when that was lost.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readText, writeWhole } from '../../agents/files.js';
import { identityOf, isAlive } from '../../disk/identity.js';
import { readProc } from '../../disk/proc.js';
import { SERVER_IP } from './flags.js';

const port = z.number().int().min(1).max(65_535);
const recordSchema = z.object({
  pid: z.number().int(),
  startTime: z.string(),
  boot: z.string(),
  ip: z.string(),
  port,
  uiPort: port,
  httpPort: port,
  /** What `temporal --version` prints; empty when a lost server was found by its command line. */
  version: z.string(),
  startedAt: z.string(),
});

/** Identity, ports and version of the embedded server. It may be dead: its ports are kept for the next start. */
export type ServerRecord = z.infer<typeof recordSchema>;

export const serverFiles = (stateHome: string) => {
  const dir = join(stateHome, 'server');
  return {
    dir,
    record: join(dir, 'server.json'),
    database: join(dir, 'temporal.db'),
    log: join(dir, 'server.log'),
    previousLog: join(dir, 'server.log.1'),
  };
};

export function writeRecord(stateHome: string, record: ServerRecord): void {
  writeWhole(serverFiles(stateHome).record, `${JSON.stringify(record, null, 2)}\n`);
}

/** Null when there is none, or none that can be read. */
export function readRecord(stateHome: string): ServerRecord | null {
  const text = readText(serverFiles(stateHome).record);
  try {
    return text === null ? null : (recordSchema.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    return null;
  }
}

/** The living process of the embedded server; two on one database would destroy it, so the process table has the last word. */
export function findRunning(stateHome: string): ServerRecord | null {
  const record = readRecord(stateHome);
  return record !== null && isAlive(record) ? record : findByCommandLine(serverFiles(stateHome).database);
}

function findByCommandLine(database: string): ServerRecord | null {
  for (const name of readdirSync('/proc')) {
    const argv = /^\d+$/.test(name) ? commandLine(name) : [];
    const after = (flag: string): string => argv[argv.indexOf(flag) + 1] ?? '';
    if (!argv.includes('start-dev') || after('--db-filename') !== database) continue;
    const ports = { port: after('--port'), uiPort: after('--ui-port'), httpPort: after('--http-port') };
    const numbers = Object.fromEntries(Object.entries(ports).map(([key, value]) => [key, Number(value)]));
    const found = { ...identityOf(Number(name)), ...numbers, ip: SERVER_IP, version: '', startedAt: '' };
    const record = recordSchema.safeParse(found).data;
    if (record !== undefined && isAlive(record)) return record;
  }
  return null;
}

const commandLine = (pid: string): string[] => readProc(`${pid}/cmdline`)?.split('\0') ?? [];
