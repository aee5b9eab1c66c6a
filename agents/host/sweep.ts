// Ends every process of a stage: those that carry its mark, those of its session, those below its subreaper, those that hold
// its files or its lease open, and the children of all of these. What escapes where no subreaper was: a process that cleared its
// environment, left the session, closed every file it was given, and whose parent is gone.
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readProc } from '../../disk/proc.js';
import { REQUEST_MARK } from '../environment.js';
import { type Held, holds } from './holders.js';
import type { ProcessIdentity, ProcessStat } from '../../disk/identity.js';
import { bootId, isEnded, readStat } from '../../disk/identity.js';
import { madeSince } from './younger.js';

/** Waits after each round. Most processes are gone in a millisecond. */
const ROUNDS_MS = [2, 10, 40, 100, 200];

export interface SweepTarget {
  requestId: string;
  agent: ProcessIdentity | null;
  /** The host, which ends by itself once its result is written; null = spare nobody. */
  host: ProcessIdentity | null;
  /** Pid of the subreaper, which ends by itself when it has no children; absent or null where none was or is. */
  reaper?: number | null;
  /** No process of the stage has a lower number; absent: the agent's. */
  first?: number | null;
  /** What only processes of the stage have open, as far as that is known. */
  held?: Held;
}

/** A process that could not be ended. */
export interface SweepLeft {
  pid: number;
  program: string;
}

/** SIGKILL, again until a look finds nothing. Gives what is still there after the last round. */
export async function sweep(target: SweepTarget, beat: () => void): Promise<SweepLeft[]> {
  for (const wait of ROUNDS_MS) {
    const found = processesOf(target);
    if (found.length === 0) return [];
    for (const pid of found) kill(pid, 'SIGKILL');
    beat();
    await sleep(wait);
  }
  return processesOf(target).map((pid) => ({ pid, program: programOf(pid) }));
}

/** For people: `4711 (redis-server), 4712 (sleep)`. */
export const namesOf = (left: readonly SweepLeft[]): string =>
  left.map(({ pid, program }) => `${pid} (${program})`).join(', ');

export const programOf = (pid: number): string => readProc(`${pid}/comm`)?.trim() ?? 'gone by now';

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
  const all = allPids();
  const found = new Set(madeSince(target.requestId, all).filter((pid) => isMarked(pid, target.requestId)));
  const first = target.first ?? target.agent?.pid ?? null;
  if (first !== null) addRelated(found, target, startedSince(first, all));
  const spared = [target.host?.pid, target.reaper, process.pid];
  return [...found].filter((pid) => !spared.includes(pid) && !hasEnded(pid));
}

export const allPids = (): number[] =>
  readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));

const hasEnded = (pid: number): boolean => {
  const stat = readStat(pid);
  return stat === null || isEnded(stat);
};

const isMarked = (pid: number, requestId: string): boolean =>
  environment(pid).includes(`\0${REQUEST_MARK}=${requestId}\0`);

export const environment = (pid: number): string => `\0${readProc(`${pid}/environ`) ?? ''}`;

/** The agent's session, unless its number belongs to somebody else by now. */
export function sessionOf({ agent }: Pick<SweepTarget, 'agent'>): number | null {
  if (agent === null || agent.boot !== bootId()) return null;
  const leader = readStat(agent.pid);
  return leader === null || leader.startTime === agent.startTime ? agent.pid : null;
}

/** Numbers begin anew now and then, so a child may have a lower one than its parent: looked through until nothing is new. */
function addRelated(found: Set<number>, target: SweepTarget, young: readonly number[]): void {
  const session = sessionOf(target);
  const stats = new Map(young.flatMap((pid) => entryOf(pid)));
  const related = (pid: number, { session: its, parent }: ProcessStat): boolean =>
    its === session || parent === target.reaper || (found.has(parent) && parent !== target.host?.pid);
  const { held } = target;
  if (held !== undefined) for (const pid of stats.keys()) if (holds(pid, held)) found.add(pid);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const [pid, stat] of stats) if (related(pid, stat)) found.add(pid);
  }
}

function entryOf(pid: number): [number, ProcessStat][] {
  const stat = readStat(pid);
  return stat === null ? [] : [[pid, stat]];
}

/** Reading a stat is dear, so older processes are left out by their number, unless the numbers began anew since. */
function startedSince(pid: number, all: number[]): number[] {
  const newest = Number((readProc('loadavg') ?? '').trim().split(' ').at(-1));
  return newest < pid ? all : all.filter((other) => other >= pid);
}
