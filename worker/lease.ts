// One worker serves a workspace at a time. The lease is a file linked into place whole; that of a dead process is void.
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import type { ProcessIdentity } from '../agents/host/identity.js';
import { identityOf, isAlive } from '../agents/host/identity.js';
import { readIfThere } from '../agents/files.js';
import { statePaths } from '../core/contracts/paths.js';

export interface WorkerRecord extends ProcessIdentity {
  /** Temporal identity of its workers. */
  identity: string;
  /** `serve`: runs stages; `command`: only carries out one command. */
  role: 'serve' | 'command';
  startedAt: string;
}

export class LeaseTaken extends Error {
  constructor(readonly holder: WorkerRecord) {
    super(
      `A worker already serves this workspace (process ${holder.pid}, since ${holder.startedAt}). ` +
        'Commands go to it; `millrace stop` ends it after the stage in flight.',
    );
    this.name = 'LeaseTaken';
  }
}

const leaseFile = (stateDir: string): string => path.join(stateDir, statePaths.worker);

/** The worker that is alive, or null. */
export function readLease(stateDir: string): WorkerRecord | null {
  const text = readIfThere(leaseFile(stateDir));
  const record = text === null ? null : parse(text);
  return record !== null && isAlive(record) ? record : null;
}

/** Takes the lease; throws `LeaseTaken` when somebody alive has it. */
export function takeLease(stateDir: string, role: WorkerRecord['role']): WorkerRecord {
  mkdirSync(stateDir, { recursive: true });
  const self = identityOf();
  if (self === null) throw new Error('This process cannot be identified: /proc is missing. Workers need Linux.');
  // Another one for each lease: what the workers of an earlier lease held is an orphan, also in the same process.
  const identity = `${hostname()}:${self.pid}:${self.startTime}:${randomBytes(3).toString('hex')}`;
  const record: WorkerRecord = { ...self, identity, role, startedAt: new Date().toISOString() };
  for (;;) {
    if (linkRecord(stateDir, record)) return record;
    const holder = readLease(stateDir);
    if (holder !== null) throw new LeaseTaken(holder);
    rmSync(leaseFile(stateDir), { force: true });
  }
}

const COMMAND_WAIT_MS = 50;

/** Like `takeLease`, but waits for a command that is being carried out, which takes a second or two. */
export async function takeLeaseAfterCommands(stateDir: string): Promise<WorkerRecord> {
  for (;;) {
    try {
      return takeLease(stateDir, 'serve');
    } catch (error) {
      if (!(error instanceof LeaseTaken) || error.holder.role === 'serve') throw error;
      await new Promise((resolve) => setTimeout(resolve, COMMAND_WAIT_MS));
    }
  }
}

export function dropLease(stateDir: string, record: WorkerRecord): void {
  if (readLease(stateDir)?.identity === record.identity) rmSync(leaseFile(stateDir), { force: true });
}

function linkRecord(stateDir: string, record: WorkerRecord): boolean {
  const draft = `${leaseFile(stateDir)}.${record.pid}`;
  writeFileSync(draft, JSON.stringify(record));
  try {
    linkSync(draft, leaseFile(stateDir));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

function parse(text: string): WorkerRecord | null {
  try {
    return JSON.parse(text) as WorkerRecord;
  } catch {
    return null;
  }
}
