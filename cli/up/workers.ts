// The workers of one workspace as `up` and `down` see them, by their records in our state folder and the process table.
import { isAlive } from '../../disk/identity.js';
import { silentSince } from '../../worker/fleet/answers.js';
import { readRoster, type WorkerRecord } from '../../worker/fleet/roster.js';

/** Those that live and run stages, or are about to. `state`: our folder of the workspace. */
export const workersOf = (state: string): WorkerRecord[] =>
  readRoster(state).filter((record) => record.role === 'serve' && isAlive(record));

/** One that goes on until it is told to stop, and answers; null when there is none. */
export const stayingWorker = (state: string): WorkerRecord | null =>
  workersOf(state).find((record) => record.stays && silentSince(state, record) === null) ?? null;

/** `process 4711, since 2026-01-31T09:00:00.000Z` */
export const workerText = ({ pid, startedAt }: WorkerRecord): string => `process ${pid}, since ${startedAt}`;
