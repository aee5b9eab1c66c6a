// Who works for a workspace: each worker keeps a record in our state folder and touches it, so that others see that it lives and answers.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { readText, writeWhole } from '../../agents/files.js';
import type { ProcessIdentity } from '../../disk/identity.js';
import { identityOf, isAlive } from '../../disk/identity.js';
import { homePaths, statePaths } from '../../core/contracts/paths.js';
import { PRIVATE_FOLDER } from '../../disk/folder.js';
import { unlessDiskRefuses } from '../../disk/trouble.js';
import { jsonObject } from '../../core/json-lines.js';
import { steadily } from '../repeat.js';

/** How often a worker touches its record. */
export const BEAT_MS = 500;

export interface WorkerRecord extends ProcessIdentity {
  /** Temporal identity of its workers. */
  identity: string;
  /** `serve`: runs stages; `command`: only carries out one command. */
  role: 'serve' | 'command';
  /** True when it goes on until it is told to stop. */
  stays: boolean;
  /** True when it serves whatever there is to do, and so may end a silent one and take its place. */
  endures: boolean;
  /** Names what its workflow code was built from: two builds cannot serve one workflow. */
  build: string;
  /** Absolute path of the rehearsal script that plays every stage here; absent or null: real agents. */
  script?: string | null;
  startedAt: string;
  /** True when it was started without a terminal, to stay. */
  detached?: boolean;
  /** True when its process serves all that are listed: it leaves one of them without ending, and its life is told by the record of that process. */
  all?: boolean;
  /** ISO time since when stages can run in it; absent while it starts. */
  servesSince?: string;
  /** ISO time since when it is about to leave, where a signal told it to; absent else. */
  leavesSince?: string;
}

export interface Member {
  record: WorkerRecord;
  /** Lets others know that stages can run here from now on. */
  serves(): void;
  hasServed(): boolean;
  /** Lets others know that it was told to go. */
  leaves(): void;
  /** Ends the beats and takes the record away. */
  leave(): void;
}

/** Enters this process and lets it beat. Throws where processes cannot be identified. */
export function enlist(
  stateDir: string,
  says: Pick<WorkerRecord, 'role' | 'stays' | 'endures' | 'build' | 'script' | 'detached' | 'all'>,
): Member {
  const self = identityOf();
  if (self === null) throw new Error('This process cannot be identified: /proc is missing. Workers need Linux.');
  // Another one each time: what the workers of an earlier time held is an orphan, also in the same process.
  const identity = `${hostname()}:${self.pid}:${self.startTime}:${randomBytes(3).toString('hex')}`;
  const record: WorkerRecord = { ...self, identity, ...says, startedAt: new Date().toISOString() };
  const file = recordFile(stateDir, record);
  mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
  writeWhole(file, JSON.stringify(record));
  // Who serves many workspaces beats once for all of them, as the process that it is.
  const endBeats = says.all === true ? (): void => undefined : steadily(BEAT_MS, () => beat(file), { unref: true });
  const leave = (): void => {
    endBeats();
    rmSync(file, { force: true });
  };
  const since: Pick<WorkerRecord, 'servesSince' | 'leavesSince'> = {};
  const mark = (what: keyof typeof since): void => {
    if (since[what] !== undefined) return;
    since[what] = new Date().toISOString();
    // On a full disk, and where somebody removed our state folder, it goes on all the same.
    unlessDiskRefuses(() => existsSync(file) && writeWhole(file, JSON.stringify({ ...record, ...since })));
  };
  const hasServed = (): boolean => since.servesSince !== undefined;
  return { record, serves: () => mark('servesSince'), hasServed, leaves: () => mark('leavesSince'), leave };
}

/** Every worker that left a record, dead ones too: they had no time to take it away. */
export function readRoster(stateDir: string): WorkerRecord[] {
  return recordFiles(path.join(stateDir, statePaths.workers)).flatMap((file) => parseRecord(readText(file)) ?? []);
}

/** Temporal identities of the workers that live. Whatever another one held is an orphan. */
export const livingIdentities = (stateDir: string): ReadonlySet<string> =>
  new Set(readRoster(stateDir).flatMap((record) => (isAlive(record) ? [record.identity] : [])));

/** Workers beside this one that run stages and live. */
export const livingHelpers = (stateDir: string, holder: WorkerRecord | null): WorkerRecord[] =>
  readRoster(stateDir).filter(
    (other) => other.identity !== holder?.identity && other.role === 'serve' && isAlive(other),
  );

/** Whether it still works here: its process lives, and has not left this workspace for others. */
export const isHere = (stateDir: string, worker: WorkerRecord): boolean =>
  isAlive(worker) && (worker.all !== true || existsSync(recordFile(stateDir, worker)));

/** Another worker that goes on until it is told to stop: it takes the lease when this one leaves. */
export const heirOf = (stateDir: string, self: WorkerRecord): WorkerRecord | null =>
  livingHelpers(stateDir, self).find(({ stays }) => stays) ?? null;

/** Takes the records of dead workers away. True when there were any. */
export function strikeDead(stateDir: string): boolean {
  const dead = readRoster(stateDir).filter((record) => !isAlive(record));
  for (const record of dead) rmSync(recordFile(stateDir, record), { force: true });
  return dead.length > 0;
}

/** False when this one is alone; costs next to nothing, so that an idle worker may ask all the time. */
export const hasCompany = (stateDir: string, self: WorkerRecord): boolean =>
  recordFiles(path.join(stateDir, statePaths.workers)).some((file) => file !== recordFile(stateDir, self));

/** Moment of the last beat, in ms since 1970; 0 when the record is gone. */
export function lastBeat(stateDir: string, record: WorkerRecord): number {
  const own = touchedAt(recordFile(stateDir, record));
  return record.all !== true || own === 0 ? own : Math.max(own, ...beatsOfAll(path.dirname(stateDir), record.pid));
}

/** Of the process that serves all that are listed in this state home. */
const beatsOfAll = (home: string, pid: number): number[] =>
  recordFiles(path.join(home, homePaths.all, statePaths.workers))
    .filter((file) => path.basename(file).startsWith(`${pid}-`))
    .map(touchedAt);

const touchedAt = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Null for a text that is no record. */
export function parseRecord(text: string | null): WorkerRecord | null {
  const record = jsonObject(text ?? undefined);
  const whole = typeof record?.['pid'] === 'number' && typeof record['identity'] === 'string';
  return whole ? (record as unknown as WorkerRecord) : null;
}

const recordFile = (stateDir: string, { pid, identity }: WorkerRecord): string =>
  path.join(stateDir, statePaths.workers, `${pid}-${identity.split(':').at(-1) ?? ''}.json`);

function recordFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

/** Where it cannot be touched the worker counts as one that hangs, and the next one takes its place: nothing is lost. */
function beat(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    return;
  }
}
