// Whether a worker answers: it lives, is not stopped, and its record is touched. One that does not answer may wake again: it is ended only by
// a process that goes on in its place; agents survive that.
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, readStat } from '../../disk/identity.js';
import { kill } from '../../agents/host/sweep.js';
import type { WorkerRecord } from './roster.js';
import { BEAT_MS, lastBeat } from './roster.js';
import { KnownError } from '../../core/told-error.js';

/** How long a worker may be silent. */
const SILENCE_MS = 2000;
/** Pause between two looks. */
export const LOOK_MS = 250;
const LOOKS = SILENCE_MS / LOOK_MS;
/** At the first look a beat that is younger than this needs no other. */
const FRESH_MS = 2 * BEAT_MS;
const STOPPED = 'T';
const END_MS = 10_000;

/** `quiet`: has not answered yet, and may still do so. */
export type Hearing = 'answers' | 'quiet' | 'silent' | 'dead';

/** Someone who cannot be worked beside, and cannot be ended either. Exit 5. */
export class WorkerConflict extends KnownError {
  constructor(message: string) {
    super('worker_runs', message);
  }
}

/**
 * Listens to workers, one look per call. Looks are counted and not time: who slept (a laptop, a stopped process) hears
 * the others wake too.
 */
export function createEar(stateDir: string): (worker: WorkerRecord) => Hearing {
  const heard = new Map<string, { beat: number; missed: number }>();
  return (worker) => {
    if (!isAlive(worker)) return 'dead';
    if (readStat(worker.pid)?.state === STOPPED) return 'silent';
    const beat = lastBeat(stateDir, worker);
    const before = heard.get(worker.identity);
    const answers = before === undefined ? Math.abs(Date.now() - beat) < FRESH_MS : beat !== before.beat;
    const missed = answers ? 0 : (before?.missed ?? 0) + 1;
    heard.set(worker.identity, { beat, missed });
    if (answers) return 'answers';
    return missed > LOOKS ? 'silent' : 'quiet';
  };
}

/** Waits until it is clear whether the worker answers: at once, or after two seconds at most. */
export async function hear(stateDir: string, worker: WorkerRecord): Promise<Exclude<Hearing, 'quiet'>> {
  const ear = createEar(stateDir);
  for (;;) {
    const hearing = ear(worker);
    if (hearing !== 'quiet') return hearing;
    await sleep(LOOK_MS);
  }
}

/** How long after its last beat a single look takes a worker for silent: it may have had no turn just then. */
const QUIET_MS = 10_000;

/** ISO time of its last beat when it is stopped, or has not beaten for ten seconds; else null. One look, which changes nothing. */
export function silentSince(stateDir: string, worker: WorkerRecord): string | null {
  const beat = lastBeat(stateDir, worker);
  const isSilent = readStat(worker.pid)?.state === STOPPED || Date.now() - beat > QUIET_MS;
  return isSilent && isAlive(worker) ? new Date(beat).toISOString() : null;
}

/** For a person: since when it says nothing, and what to do. */
export function silenceOf(stateDir: string, worker: WorkerRecord): string {
  const beat = lastBeat(stateDir, worker);
  const since = beat === 0 ? '' : ` since ${new Date(beat).toISOString()}`;
  return (
    `Process ${worker.pid}, which works for this workspace, is silent${since}. When it wakes (\`kill -CONT ${worker.pid}\`, ` +
    'where it was stopped) it goes on by itself; `millrace run` ends it and takes its place.'
  );
}

/** Returns when the process is gone. Throws `WorkerConflict` when it cannot be ended. */
export async function endSilent(worker: WorkerRecord, say: (line: string) => void): Promise<void> {
  say(`Process ${worker.pid}, which works for this workspace, does not answer: it is ended. Its agents work on.`);
  const tick = 10;
  for (let waited = 0; waited < END_MS; waited += tick) {
    if (!isAlive(worker)) return;
    kill(worker.pid, 'SIGKILL');
    await sleep(tick);
  }
  throw new WorkerConflict(
    `Process ${worker.pid} works for this workspace, does not answer, and cannot be ended: it belongs to another user or ` +
      'waits for a disk. End it, then run this command again.',
  );
}
