// What is killed: workers and the embedded server, by pid. A freeze holds for certain when `freeze` returns.
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, readStat } from '../../../disk/identity.js';
import { kill } from '../../../agents/host/sweep.js';
import { readRecord } from '../../../worker/server/record.js';

const FREEZE_MS = 20;
const GONE_MS = 15_000;

/** Stops the processes; those that were not stopped within 20 ms are ending. Does not yield, so that nothing comes between. */
export function freeze(pids: readonly number[]): void {
  for (const pid of pids) kill(pid, 'SIGSTOP');
  const bound = performance.now() + FREEZE_MS;
  while (pids.some(runs) && performance.now() < bound);
}

const runs = (pid: number): boolean => /^[RSD]$/.test(readStat(pid)?.state ?? '');

export const thaw = (pids: readonly number[]): void => pids.forEach((pid) => void kill(pid, 'SIGCONT'));

export const killAll = (pids: readonly number[], signal: NodeJS.Signals = 'SIGKILL'): void =>
  pids.forEach((pid) => void kill(pid, signal));

/** The embedded server, as its record says; empty when it does not live. */
export function serverPids(stateHome: string): number[] {
  const record = readRecord(stateHome);
  return record !== null && isAlive(record) ? [record.pid] : [];
}

export const exists = (pid: number): boolean => !/^[ZX]$/.test(readStat(pid)?.state ?? 'Z');

/** Waits until none of them is there; after 15 s it goes on all the same, for the run itself to fail. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  for (const bound = Date.now() + GONE_MS; pids.some(exists) && Date.now() < bound;) await sleep(5);
}
