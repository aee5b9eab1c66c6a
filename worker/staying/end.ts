// Ends workers by signals, and waits until they are gone. A number that was given to another program meanwhile is nobody of ours.
import { setTimeout as sleep } from 'node:timers/promises';
import { kill } from '../../agents/host/sweep.js';
import { isAlive } from '../../disk/identity.js';
import type { WorkerRecord } from '../fleet/roster.js';

const LOOK_MS = 50;
/** A worker cuts off what it is at after eight seconds; then it has had its time. */
const PATIENCE_MS = 15_000;
const KILLED_MS = 5_000;

/** Each leaves at once, and its agents work on. One that does not is killed, which harms nothing. Gives those that cannot be ended. */
export async function endNow(workers: readonly WorkerRecord[]): Promise<WorkerRecord[]> {
  tell(workers, 'SIGTERM');
  // One that was stopped hears of it only when it goes on.
  tell(workers, 'SIGCONT');
  if (await untilGone(workers, PATIENCE_MS)) return [];
  tell(workers, 'SIGKILL');
  await untilGone(workers, KILLED_MS);
  return workers.filter((one) => isAlive(one));
}

/** False when the time is over before. `boundMs`: Infinity = it takes as long as it takes. */
export async function untilGone(workers: readonly WorkerRecord[], boundMs: number): Promise<boolean> {
  for (const end = Date.now() + boundMs; workers.some((one) => isAlive(one));) {
    if (Date.now() >= end) return false;
    await sleep(LOOK_MS);
  }
  return true;
}

function tell(workers: readonly WorkerRecord[], signal: NodeJS.Signals): void {
  for (const worker of workers) if (isAlive(worker)) kill(worker.pid, signal);
}
