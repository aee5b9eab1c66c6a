// The journal of one request: who claimed it, what was started, how it ended. Files are only added, never changed, so that
// callers that race, and callers that come after a crash, read the same story.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isSafeId } from '../../core/contracts/ids.js';
import { statePaths } from '../../core/contracts/paths.js';
import { createForSure } from '../../disk/spare.js';
import type { HostEnd } from '../adapter.js';
import { readText, writeOnce } from '../files.js';
import type { ProcessIdentity } from '../../disk/identity.js';
import { isAlive, parseStat } from '../../disk/identity.js';

/** Absolute paths. */
export interface Journal {
  requestId: string;
  dir: string;
  doneDir: string;
  /** The result: written once, by a link. */
  done: string;
}

/** Why an agent is being ended. The first reason stays. */
export type EndingReason = Extract<HostEnd['kind'], 'timeout' | 'silent' | 'cancelled' | 'lingered'>;

/** What the host left, or what was found instead. `status`: as `wait` of a shell gives it, above 128 for a signal. */
export type HostResult =
  | { kind: 'exited'; status: number }
  /** `garbled`: the file, absolute, that should tell more and cannot be read; null when the host left none. */
  | { kind: 'lost'; garbled: string | null }
  | { kind: 'busy' };

/**
 * `free`: to be started, by a host that claims `slot`; `running`: a host lives; `orphaned`: the host died after it may
 * have started the agent.
 */
export type JournalState =
  | { state: 'done' }
  | { state: 'free'; slot: string }
  | { state: 'running'; host: ProcessIdentity }
  | { state: 'orphaned' };

/** Opens the journal, making its folders. Throws on an id that could lead out of them. */
export function openJournal(stateDir: string, requestId: string): Journal {
  const journal = journalAt(stateDir, requestId);
  for (const folder of [journal.dir, journal.doneDir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return journal;
}

/** The journal as it is, for those who only look: nothing is made. Throws on an id that could lead out of it. */
export function journalAt(stateDir: string, requestId: string): Journal {
  if (!isSafeId(requestId)) throw new Error(`not a request id: ${JSON.stringify(requestId)}`);
  const doneDir = join(stateDir, statePaths.done);
  return { requestId, dir: join(stateDir, statePaths.journal(requestId)), doneDir, done: join(doneDir, requestId) };
}

/** A claim is never taken back: when a host dies before it started anything, the next one claims the next slot. */
export function look(journal: Journal): JournalState {
  if (existsSync(journal.done)) return { state: 'done' };
  for (let number = 1; ; number += 1) {
    const slot = slotPath(journal, number);
    const host = readClaim(slot);
    if (host === null) return { state: 'free', slot };
    if (isAlive(host)) return { state: 'running', host };
    // Looked at only now: what a dead host did not write, nobody writes any more.
    if (existsSync(journal.done)) return { state: 'done' };
    if (existsSync(`${slot}.spawning`)) return { state: 'orphaned' };
  }
}

/** Whether its folder, which opening it made, is still there. */
export const isThere = ({ dir }: Journal): boolean => existsSync(dir);

export const removed = ({ dir }: Journal): Error => new Error(`The journal ${dir} was removed while its agent worked.`);

const slotPath = (journal: Journal, number: number): string => join(journal.dir, `claim-${number}`);

/** A claim that cannot be read is one of nobody. */
function readClaim(slot: string): ProcessIdentity | null {
  return existsSync(slot) ? (readIdentity(slot) ?? { pid: 0, startTime: '', boot: '' }) : null;
}

/** The agent's identity; null before it is started. Its pid is also its session. */
export const readAgent = (journal: Journal): ProcessIdentity | null => readIdentity(join(journal.dir, 'agent'));

/** The newest host, dead or alive; null before there is one. */
export function readHost(journal: Journal): ProcessIdentity | null {
  const slot = newestClaim(journal);
  return slot === null ? null : readClaim(slot);
}

/** Pid of the process that the newest host was a child of when it claimed; null before there is one. */
export function readParent(journal: Journal): number | null {
  const slot = newestClaim(journal);
  const value = slot === null ? null : parseObject(readText(slot) ?? '');
  return typeof value?.stat === 'string' ? (parseStat(value.stat)?.parent ?? null) : null;
}

/** Moment of the newest claim, in ms since 1970: what all clocks of a stage start from. Null before there is one. */
export function claimedAt(journal: Journal): number | null {
  const slot = newestClaim(journal);
  return slot === null ? null : statSync(slot).mtimeMs;
}

function newestClaim(journal: Journal): string | null {
  let newest: string | null = null;
  for (let number = 1; ; number += 1) {
    const slot = slotPath(journal, number);
    if (!existsSync(slot)) return newest;
    newest = slot;
  }
}

/** The result, once the journal is done. A result torn by a power failure counts as lost. */
export function readResult(journal: Journal): HostResult {
  const value = parseObject(readText(journal.done) ?? '');
  if (value?.kind === 'exited' && typeof value.status === 'number') return { kind: 'exited', status: value.status };
  if (value?.kind === 'busy') return { kind: 'busy' };
  return { kind: 'lost', garbled: value?.kind === 'lost' ? garbledClaim(journal) : journal.done };
}

/** A claim that is there and cannot be read: whose it is cannot be told, so that its host counts as dead. */
function garbledClaim(journal: Journal): string | null {
  const slot = newestClaim(journal);
  return slot === null || readIdentity(slot) !== null ? null : slot;
}

/** Says that nobody knows how the agent ended, unless its result is there by now. */
export function recordLost(journal: Journal): void {
  record(journal, journal.done, JSON.stringify({ kind: 'lost' }));
}

const endingFile = (journal: Journal): string => join(journal.dir, 'ending');

/** Recorded before the first signal, so that whoever comes after a crash goes on with it. */
export function recordEnding(journal: Journal, why: EndingReason): void {
  record(journal, endingFile(journal), why);
}

/** The first one stays; on a full disk in the room that was taken when the agent began. */
const record = (journal: Journal, file: string, text: string): boolean =>
  createForSure(journal.dir, file, text, () => writeOnce(file, text));

export const readEnding = (journal: Journal): EndingReason | null =>
  readText(endingFile(journal)) as EndingReason | null;

function readIdentity(path: string): ProcessIdentity | null {
  const value = parseObject(readText(path) ?? '');
  const stat = typeof value?.stat === 'string' ? parseStat(value.stat) : null;
  if (stat === null || typeof value?.pid !== 'number' || typeof value.boot !== 'string') return null;
  return { pid: value.pid, startTime: stat.startTime, boot: value.boot };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
