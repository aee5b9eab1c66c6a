// The workers of one workspace as `up` and `down` see them, by their records in our state folder and the process table.
import { scriptOf } from '../../agents/scripted/adapter.js';
import { isAlive } from '../../disk/identity.js';
import { silentSince } from '../fleet/answers.js';
import { buildName } from '../build.js';
import { assertSameKind } from '../fleet/help.js';
import { readLease } from '../fleet/lease.js';
import { readRoster, type WorkerRecord } from '../fleet/roster.js';

/** Those that live and run stages, or are about to. `state`: our folder of the workspace. */
export const workersOf = (state: string): WorkerRecord[] =>
  readRoster(state).filter((record) => record.role === 'serve' && isAlive(record));

/** The one that holds the workspace and answers, as its own record says; null when there is none. */
export function holderOf(state: string): WorkerRecord | null {
  const holder = readLease(state);
  const record = workersOf(state).find(({ identity }) => identity === holder?.identity) ?? null;
  return record !== null && silentSince(state, record) === null ? record : null;
}

/**
 * One that goes on until it is told to stop, and answers; null when there is none. Throws `WorkerConflict` where it does not do what a worker
 * of this shell would do: it is of another build, or a rehearsal.
 */
export function stayingWorker(state: string, env: NodeJS.ProcessEnv): WorkerRecord | null {
  const found = workersOf(state).find((record) => record.stays && silentSince(state, record) === null) ?? null;
  if (found !== null) assertSameKind(found, { build: buildName(), script: scriptOf(env) });
  return found;
}
