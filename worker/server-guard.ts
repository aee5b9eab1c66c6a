// Watches the Temporal server while a worker serves. The embedded one is started again when it died; another one is waited
// for. Agents work on meanwhile, and the SDK's workers reconnect by themselves. A server that comes back without our
// workflow has lost its data: then the worker has to begin anew.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { isAlive } from '../disk/identity.js';
import type { ServerChoice } from './server/choose.js';
import { startEmbedded } from './server/embedded.js';
import { readRecord } from './server/record.js';
import { keepSilence } from './server-silence.js';
import type { WorkspacePlace } from './place.js';
import { knownHost } from './hosts/here.js';
import { otherHost, runOf } from './hosts/owner.js';
import { repeatedly } from './repeat.js';
import { type HarmKind, harmTo, type Seen } from './harm.js';

const LOOK_MS = 5000;
/** Where nothing happens, one look of so many is made. On a server that other hosts use, too, each is: one of them may have taken the workspace over. */
const QUIET_LOOKS = 4;
const ANSWER_MS = 3000;
/** Whether the embedded server's process lives costs next to nothing to see; that it does not answer takes a whole `ANSWER_MS`. */
const PULSE_MS = 500;
/** Until a start that failed is tried again. */
const AGAIN_MS = 30_000;

const SILENT = 'silent';

export type Loss = HarmKind | 'moved' | 'taken';

export interface ServerGuard {
  /** Resolves when the worker has to connect anew: something happened to our workflows, or it came back at another address. */
  lost: Promise<Loss>;
  /** Has each look told that found nothing wrong, in place of who was told before. */
  onSeen(told: (seen: Seen) => void): void;
  close(): void;
}

/** `isQuiet`: nothing happens in this workspace, so that what happened to its workflows may be found a little later. */
export function guardServer(
  client: Client,
  choice: ServerChoice,
  place: WorkspacePlace,
  { say, isQuiet }: { say: (line: string) => void; isQuiet: () => boolean },
): ServerGuard {
  let gone = false;
  let left = 0;
  let told = (_seen: Seen): void => undefined;
  const keep = keepSilence(place.dirs.state);
  let lose: (loss: Loss) => void = () => undefined;
  const lost = new Promise<Loss>((resolve) => (lose = resolve));
  const restart = async (): Promise<void> => {
    if (await isMovedByStart(choice, place.stateHome, say)) lose('moved');
  };
  const look = async (): Promise<void> => {
    const ask = async () => (await harmTo(client, place, (now) => told(now))) ?? takenBy(client, choice, place);
    const seen = await client.withDeadline(Date.now() + ANSWER_MS, ask).catch((): typeof SILENT => SILENT);
    if (seen !== SILENT && seen !== null) lose(seen.kind);
    if (gone && seen !== SILENT) say('The Temporal server answers again.');
    if (!gone && seen === SILENT)
      say(`The Temporal server at ${choice.address} does not answer. Agents work on; the worker waits for it.`);
    gone = seen === SILENT;
    keep(gone ? choice.address : null);
    // At each look: a server that was only slow at the first one may have lost its database since, which an interrupted call does to SQLite.
    if (gone && choice.kind === 'embedded') await restart().catch(failedFor);
  };
  const failed = (error: unknown): void => say(`The Temporal server could not be started again: ${String(error)}`);
  const failedFor = (error: unknown): Promise<void> => {
    failed(error);
    return sleep(AGAIN_MS, undefined, { ref: false });
  };
  const lookWhenDue = async (): Promise<void> => {
    const isLeftOut = left > 0 && choice.kind === 'embedded' && isQuiet() && !gone;
    left = isLeftOut ? left - 1 : QUIET_LOOKS - 1;
    if (!isLeftOut) await look();
  };
  const ends = [repeatedly(LOOK_MS, lookWhenDue, failed)];
  if (choice.kind === 'embedded') ends.push(startPulse(choice, place.stateHome, restart, { say, failed, failedFor }));
  return { lost, onSeen: (to) => void (told = to), close: () => ends.forEach((end) => end()) };
}

/** Another host has it now: this one must not go on beside it. An embedded server has no other. */
async function takenBy(client: Client, choice: ServerChoice, place: WorkspacePlace): Promise<{ kind: 'taken' } | null> {
  if (choice.kind === 'embedded') return null;
  const run = await runOf(client, place.id);
  return otherHost(place, knownHost(place.stateHome), run?.host ?? null) === null ? null : { kind: 'taken' };
}

interface Hears {
  say: (line: string) => void;
  failed: (error: unknown) => void;
  /** Resolves when another try makes sense. */
  failedFor: (error: unknown) => Promise<void>;
}

/** A server that died is started again at once. */
function startPulse(
  choice: ServerChoice,
  stateHome: string,
  restart: () => Promise<void>,
  { say, failed, failedFor }: Hears,
): () => void {
  let record = readRecord(stateHome);
  const mend = async (): Promise<void> => {
    say(`The Temporal server at ${choice.address} does not answer: its process is gone. It is started again.`);
    await restart();
    record = readRecord(stateHome);
  };
  const look = async (): Promise<void> => {
    if (record === null || isAlive(record)) return;
    await mend().catch(failedFor);
  };
  return repeatedly(PULSE_MS, look, failed);
}

/** Starts the embedded server; true when it now listens elsewhere, because its port was taken meanwhile. */
async function isMovedByStart(choice: ServerChoice, stateHome: string, say: (line: string) => void): Promise<boolean> {
  const record = await startEmbedded(stateHome, say);
  return `${record.ip}:${record.port}` !== choice.address;
}
