// One worker at a time holds the lease of a workspace: it begins, takes documents in and does the boot step; others help it. The lease is the
// last file of a row; that of a dead process is void, and a worker that lives but does not answer is ended by one that goes on in its place.
import { existsSync, mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeWhole } from '../../agents/files.js';
import { isAlive } from '../../disk/identity.js';
import { PRIVATE_FOLDER } from '../../disk/folder.js';
import { unlessDiskRefuses } from '../../disk/trouble.js';
import { statePaths } from '../../core/contracts/paths.js';
import { endSilent, hear, LOOK_MS } from './answers.js';
import { lastOf, takeNext } from './row.js';
import type { WorkerRecord } from './roster.js';
import { parseRecord } from './roster.js';

const FREE = 'free';

/** The holder; `begunAt`: the workspace's `seq` at its `begin`, absent before. */
export interface LeaseRecord extends WorkerRecord {
  begunAt?: number;
}

export interface Lease {
  /** Lets helpers know what in the snapshot is of this worker's time. */
  begun(seq: number): void;
  drop(): void;
}

type Tried = { kind: 'held'; lease: Lease } | { kind: 'taken'; by: LeaseRecord };
/** `silent`: it does not answer, and the one that looked may not end it. */
export type FoundLease = Tried | { kind: 'silent'; by: LeaseRecord };

/** The worker that holds the lease and is alive, or null. */
export function readLease(stateDir: string): LeaseRecord | null {
  try {
    return holderIn(lastOf(stateDir, statePaths.lease).text);
  } catch {
    return null;
  }
}

/**
 * Takes the lease, or finds the worker that has it. A command that is being carried out is waited for.
 * Throws `WorkerConflict` when a silent one cannot be ended.
 */
export async function seekLease(
  stateDir: string,
  self: WorkerRecord,
  say: (line: string) => void,
): Promise<FoundLease> {
  for (;;) {
    const found = tryLease(stateDir, self);
    if (found.kind === 'held') return found;
    const hearing = await hear(stateDir, found.by);
    if (hearing === 'silent' && !self.endures) return { kind: 'silent', by: found.by };
    if (hearing === 'silent') await endSilent(found.by, say);
    else if (hearing === 'answers' && found.by.role === 'serve') return found;
    else await sleep(LOOK_MS / 5);
  }
}

/** At once: takes the lease, or says who alive has it. */
export function tryLease(stateDir: string, self: WorkerRecord): Tried {
  mkdirSync(stateDir, { recursive: true, mode: PRIVATE_FOLDER });
  for (;;) {
    const last = lastOf(stateDir, statePaths.lease);
    const by = holderIn(last.text);
    if (by !== null) return { kind: 'taken', by };
    const file = takeNext(stateDir, statePaths.lease, last, JSON.stringify(self));
    if (file !== null) return { kind: 'held', lease: leaseAt(file, self) };
  }
}

function leaseAt(file: string, self: WorkerRecord): Lease {
  const write = (text: string): void => {
    // Somebody may have removed our state folder meanwhile. On a full disk it stays as it is: that of a dead process is void.
    if (existsSync(file)) unlessDiskRefuses(() => writeWhole(file, text));
  };
  return {
    begun: (begunAt) => write(JSON.stringify({ ...self, begunAt } satisfies LeaseRecord)),
    drop: () => write(FREE),
  };
}

function holderIn(text: string | null): LeaseRecord | null {
  const record = parseRecord(text);
  return record !== null && isAlive(record) ? record : null;
}
