// Ends workers by signals, and waits until they are gone. A number that was given to another program meanwhile is nobody of ours.
import { setTimeout as sleep } from 'node:timers/promises';
import { kill } from '../../agents/host/sweep.js';
import { isAlive } from '../../disk/identity.js';
import { isHere } from '../fleet/roster.js';
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

/** As Ctrl-C: each leaves after the stages in flight. One that was told already is not told again, which would mean at once. */
export const tellToLeave = (workers: readonly WorkerRecord[]): void =>
  tell(
    workers.filter(({ leavesSince }) => leavesSince === undefined),
    'SIGINT',
  );

/** False when the time is over before. `boundMs`: Infinity = it takes as long as it takes. */
export async function untilGone(workers: readonly WorkerRecord[], boundMs: number): Promise<boolean> {
  for (const end = Date.now() + boundMs; workers.some((one) => isAlive(one));) {
    if (Date.now() >= end) return false;
    await sleep(LOOK_MS);
  }
  return true;
}

/** Waits until none of them works here any more: one that serves other workspaces, too, goes on there. `state`: our folder of this one. */
export async function untilLeft(state: string, workers: readonly WorkerRecord[]): Promise<void> {
  while (workers.some((one) => isHere(state, one))) await sleep(LOOK_MS);
}

function tell(workers: readonly WorkerRecord[], signal: NodeJS.Signals): void {
  for (const worker of workers) if (isAlive(worker)) kill(worker.pid, signal);
}
