// Waits for the end of an agent, with two clocks: a deadline and silence. Both start at the claim, so that a new worker
// keeps the clocks of the old one, and stand still while the machine sleeps.
import { statSync } from 'node:fs';
import type { Dialogue, HostEnd } from '../adapter.js';
import { LEAST_ROOM, roomAt } from '../../disk/room.js';
import { reserver } from '../output/ahead.js';
import { trimmer } from '../output/trim.js';
import { listen, type Listener } from './dialogue.js';
import { endAgent } from './end.js';
import { declareLost } from './ensure.js';
import { isAlive } from '../../disk/identity.js';
import type { EndingReason, Journal } from './journal.js';
import { claimedAt, look, readAgent, readEnding, removed } from './journal.js';
import { readEnd } from './result.js';
import { forgetLooks, noteSleep, sleptSince } from './slept.js';
import { watchFolder } from './watch.js';

const TICK_MS = 500;
/** No clock ends an agent whose work is over within so long: its end is on the way, and may have waited for a worker. */
const LEAVING_MS = 10_000;

export interface WaitOptions {
  journal: Journal;
  /** From the claim to the end of the agent. */
  deadlineMs: number;
  /** Without any output; 0 = no such clock. */
  silenceMs: number;
  stdoutFile: string;
  stderrFile: string;
  /** Asked when the silence is over its limit: true while a tool of the agent is at work. */
  toolOpen: () => Promise<boolean>;
  stopSignal: NodeJS.Signals;
  /** Null: the agent is not spoken to. */
  dialogue: Dialogue | null;
  /** How long it may go on when it said that its work is over; null = no clock for that. */
  lingerMs: number | null;
  graceMs: number;
  /** Called at least every 500 ms, also while the agent is being ended. */
  beat: () => void;
  signal: AbortSignal;
}

/** Reason of an abort that leaves the agent at work: the worker goes, another one will attach. */
export const LEAVE = 'leave';
/** Reason of an abort that ends the agent. */
export const CANCEL = 'cancel';

/** Rejects at once with the signal's reason when that is not `CANCEL`. */
export async function waitForEnd(options: WaitOptions): Promise<HostEnd> {
  const { journal, stdoutFile, dialogue } = options;
  const listener = dialogue === null ? null : listen(journal, stdoutFile, dialogue);
  try {
    return await watchOver(options, listener);
  } finally {
    listener?.stop();
    if (look(journal).state === 'done') forgetLooks(journal);
  }
}

async function watchOver(options: WaitOptions, listener: Listener | null): Promise<HostEnd> {
  const { journal, signal, stdoutFile, stderrFile } = options;
  const [trim, reserve] = [trimmer([stdoutFile, stderrFile]), reserver(stdoutFile)];
  const endedAt = endOfAgent(journal);
  for (;;) {
    if (look(journal).state === 'running') noteSleep(journal);
    if (signal.aborted && signal.reason !== CANCEL) throw leaving(signal.reason);
    options.beat();
    const { state } = look(journal);
    if (state === 'done') return readEnd(journal);
    // Nothing would ever happen to it again, and a loop without a pause would stop everything else here.
    if (state === 'free') throw removed(journal);
    if (state === 'orphaned') await declareLost(journal, options.beat);
    else await endWhenDue(options, listener, endedAt);
    await trim();
    await reserve();
    if (look(journal).state === 'running') await nextTick(journal, signal);
  }
}

/** The error of an agent that was left at work. */
export function leaving(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The agent was left at work.', { cause: reason });
}

async function endWhenDue(
  options: WaitOptions,
  listener: Listener | null,
  endedAt: () => number | null,
): Promise<void> {
  await listener?.hear();
  const [ended, over] = [endedAt(), listener?.overAt() ?? null];
  const lingers = ended === null && over !== null && options.lingerMs !== null && Date.now() - over >= options.lingerMs;
  const why = lingers && readEnding(options.journal) === null ? 'lingered' : await dueEnding(options, ended ?? over);
  if (why !== null) await endAgent({ ...options, why });
}

/**
 * When the agent was seen to have ended by itself, in ms since 1970; null = it lives. As long as its host waits for room on the
 * disk to say how, that is now: no clock may take the place of what it will say.
 */
function endOfAgent(journal: Journal): () => number | null {
  let seen: number | null = null;
  return () => {
    const agent = readAgent(journal);
    if (agent === null || isAlive(agent)) return null;
    if (seen === null || roomAt(journal.dir, LEAST_ROOM).lack !== null) seen = Date.now();
    return seen;
  };
}

/** An ending that was begun is gone on with, whatever the clocks say now. */
async function dueEnding(options: WaitOptions, overAt: number | null): Promise<EndingReason | null> {
  const begun = readEnding(options.journal);
  if (begun !== null) return begun;
  // Who leaves at this very moment decides nothing more.
  if (options.signal.aborted) return options.signal.reason === CANCEL ? 'cancelled' : null;
  if (overAt !== null && Date.now() - overAt < LEAVING_MS) return null;
  const start = claimedAt(options.journal) ?? Date.now();
  if (awakeSince(options.journal, start) >= options.deadlineMs) return 'timeout';
  if (options.silenceMs === 0 || silentFor(options, start) < options.silenceMs) return null;
  return (await options.toolOpen()) ? null : 'silent';
}

/** Both clocks stand still while nobody could work. */
const awakeSince = (journal: Journal, since: number): number => Date.now() - since - sleptSince(journal, since);

function silentFor({ journal, stdoutFile }: WaitOptions, start: number): number {
  const written = statSync(stdoutFile, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return awakeSince(journal, Math.max(start, written));
}

/** Until something is done, somebody aborts, or the next look is due. */
function nextTick(journal: Journal, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      unwatch();
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, TICK_MS);
    const unwatch = watchFolder(journal.doneDir, wake);
    signal.addEventListener('abort', wake);
    if (look(journal).state === 'done') wake();
  });
}
