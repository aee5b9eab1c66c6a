// Ends every process of a stage: those that carry its mark, those of its session, and their children.
// What escapes: a process that cleared its environment, left the session, and whose parent is gone.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { REQUEST_MARK } from '../environment.js';
import type { ProcessIdentity } from './identity.js';
import { bootId, isEnded, readStat } from './identity.js';

/** Waits after each round. Most processes are gone in a millisecond. */
const ROUNDS_MS = [2, 10, 40, 100, 200];

export interface SweepTarget {
  requestId: string;
  agent: ProcessIdentity | null;
  /** The host, which ends by itself once its result is written; null = spare nobody. */
  host: ProcessIdentity | null;
}

/** SIGKILL, again until a look finds nothing. Returns how many are still there after the last round. */
export async function sweep(target: SweepTarget, beat: () => void): Promise<number> {
  for (const wait of ROUNDS_MS) {
    const found = processesOf(target);
    if (found.length === 0) return 0;
    for (const pid of found) kill(pid, 'SIGKILL');
    beat();
    await sleep(wait);
  }
  return processesOf(target).length;
}

/** True when the signal was sent. A process that is gone is what a caller wants. */
export function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Pids that belong to the stage and still run. Only processes of our own user can be read, and are ours to end. */
export function processesOf(target: SweepTarget): number[] {
  const mark = `\0${REQUEST_MARK}=${target.requestId}\0`;
  const all = allPids();
  const marked = all.filter((pid) => environment(pid).includes(mark));
  const found = new Set([...marked, ...relatives(all, new Set(marked), sessionOf(target))]);
  const own = (pid: number): boolean => pid === target.host?.pid || pid === process.pid;
  return [...found].filter((pid) => !own(pid) && !hasEnded(pid));
}

const allPids = (): number[] => readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));

const hasEnded = (pid: number): boolean => {
  const stat = readStat(pid);
  return stat === null || isEnded(stat);
};

function environment(pid: number): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`;
  } catch {
    return '';
  }
}

/** The agent's session, unless its number belongs to somebody else by now. */
function sessionOf({ agent }: SweepTarget): number | null {
  if (agent === null || agent.boot !== bootId()) return null;
  const leader = readStat(agent.pid);
  return leader === null || leader.startTime === agent.startTime ? agent.pid : null;
}

/** Members of the session, and children of what was found; parents come before their children in order of pid, mostly. */
function relatives(all: number[], marked: ReadonlySet<number>, session: number | null): number[] {
  const found = new Set<number>();
  if (session === null) return [];
  for (const pid of startedSince(session, all)) {
    const stat = readStat(pid);
    if (stat === null) continue;
    if (stat.session === session || marked.has(stat.parent) || found.has(stat.parent)) found.add(pid);
  }
  return [...found];
}

/** Reading a stat is dear, so older processes are left out by their number, unless the numbers began anew since. */
function startedSince(pid: number, all: number[]): number[] {
  const newest = Number(readFileSync('/proc/loadavg', 'latin1').trim().split(' ').at(-1));
  return newest < pid ? all : all.filter((other) => other >= pid);
}
