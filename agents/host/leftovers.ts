// Who holds a work tree before a stage, or instead of it: what a request of ours left that is over, by an older build or below a
// subreaper that was killed, is ended. Everybody else is only named.
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { journalFiles, statePaths } from '../../core/contracts/paths.js';
import { readProc } from '../../disk/proc.js';
import { REQUEST_MARK } from '../environment.js';
import { holds, type Lock, locksOn } from './holders.js';
import { bootId, isEnded, readStat } from '../../disk/identity.js';
import { type Journal, journalAt, readAgent, readHost } from './journal.js';
import { allPids, environment, kill, type SweepLeft, programOf, sessionOf } from './sweep.js';
import { leasedTree } from './target.js';

/** The number under which a host opens the work tree. */
const LEASE_DESCRIPTOR = 9;
/** Of the kernel, in which the start of a process is counted. */
const TICKS_PER_SECOND = 100;

interface Holder extends SweepLeft {
  locks: Lock[];
}

/** Those that may be looked into: processes of our own user. */
export function holdersOf(treeDir: string): Holder[] {
  const tree = realpathSync.native(treeDir);
  return allPids().flatMap((pid) => {
    const locks = locksOn(pid, tree);
    return locks.length === 0 ? [] : [{ pid, program: programOf(pid), locks }];
  });
}

/** Ends what requests that are over left in the work tree, with the children that hold it too. Gives what was ended. */
export function endLeftovers(stateDir: string, treeDir: string): SweepLeft[] {
  const over = overIn(stateDir, realpathSync.native(treeDir));
  const holders = holdersOf(treeDir);
  const ours = new Set(holders.filter((holder) => over.some((journal) => isOf(holder, journal))).map(({ pid }) => pid));
  for (let before = -1; before !== ours.size;) {
    before = ours.size;
    for (const { pid } of holders) if (ours.has(readStat(pid)?.parent ?? 0)) ours.add(pid);
  }
  return holders.filter(({ pid }) => ours.has(pid) && kill(pid, 'SIGKILL'));
}

/** Journals of requests whose host left its result, and which worked in this tree since this machine started. */
function overIn(stateDir: string, tree: string): Journal[] {
  const folder = join(stateDir, statePaths.done);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((id) => journalAt(stateDir, id))
    .filter((journal) => readAgent(journal)?.boot === bootId() && leasedTree(journal) === tree);
}

/** By its mark, its session, the output it writes, or the lock that only the host of this request can have given to it. */
function isOf(holder: Holder, journal: Journal): boolean {
  const { pid } = holder;
  const outputs = [journalFiles.stdout, journalFiles.stderr].map((name) => join(journal.dir, name));
  return (
    environment(pid).includes(`\0${REQUEST_MARK}=${journal.requestId}\0`) ||
    readStat(pid)?.session === sessionOf({ agent: readAgent(journal) }) ||
    holds(pid, { outputs, leased: null }) ||
    hasLockOf(holder, journal)
  );
}

/**
 * An exclusive lock that was taken by the host, or between it and the agent, and is still held, was never anybody else's. Where its taker cannot
 * be seen, a process that started while the request had the tree is taken for its own, unless it has a terminal.
 */
function hasLockOf({ pid, locks }: Holder, journal: Journal): boolean {
  const [host, agent] = [readHost(journal), readAgent(journal)];
  if (host === null || agent === null) return false;
  return locks.some(({ descriptor, taker }) => {
    if (descriptor !== LEASE_DESCRIPTOR) return false;
    if (taker !== 0) return taker >= host.pid && taker < agent.pid && isGone(taker) && startedWithin(pid, journal);
    return startedWithin(pid, journal) && !hasTerminal(pid);
  });
}

const isGone = (pid: number): boolean => {
  const stat = readStat(pid);
  return stat === null || isEnded(stat);
};

/** Between the start of the agent and the result. */
function startedWithin(pid: number, journal: Journal): boolean {
  const [started, first] = [Number(readStat(pid)?.startTime), Number(readAgent(journal)?.startTime)];
  const sinceDone = (Date.now() - statSync(journal.done).mtimeMs) / 1000;
  const uptime = Number((readProc('uptime') ?? '').split(' ')[0]);
  return started >= first && started / TICKS_PER_SECOND <= uptime - sinceDone + 1;
}

/** The fifth field after the name is the terminal; 0 = none. A process that cannot be read counts as one of somebody. */
function hasTerminal(pid: number): boolean {
  const text = readProc(`${pid}/stat`) ?? '';
  return (
    text
      .slice(text.lastIndexOf(')') + 1)
      .trim()
      .split(' ')[4] !== '0'
  );
}
