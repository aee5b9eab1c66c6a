// Follows a run from stage to stage until it ends. It reads files only, so that no death of a worker or server disturbs it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSection } from '../../core/contracts/mirror.js';
import { readSnapshot } from '../../read/snapshot.js';
import { begunStages, openStageVoice, type RunPlace, type Speak, type StageVoice } from './stage.js';
import { type Numbered, numbered } from './target.js';

const POLL_MS = 250;

export interface Follower {
  /** Whether a stage is one of those that are followed. */
  wants(stage: Numbered): boolean;
  /** A line above each stage. */
  heading(stage: Numbered): string;
  speaker(stage: Numbered): Promise<Speak>;
  /** A line of ours. */
  say(line: string): void;
  /** A line of an agent. */
  quote(line: string): void;
  /** Their output as it is, not in words. */
  raw: boolean | undefined;
  /** How many lines of the first stage are said of what was there before. */
  lines: number;
  signal: AbortSignal;
}

/** Resolves when the run has ended and all is said, or when the signal is aborted. Begins with the newest stage. */
export async function follow(place: RunPlace, follower: Follower): Promise<void> {
  const wanted = (): Numbered[] => numbered(place).filter((stage) => follower.wants(stage));
  const over = new Set(
    wanted()
      .slice(0, -1)
      .map((stage) => stage.requestId),
  );
  const first = wanted().at(-1)?.requestId ?? null;
  while (!follower.signal.aborted) {
    // In this order: a stage that begins in between belongs to a run that has not ended.
    const ended = !(await isActive(place));
    const stage = wanted().find(({ requestId }) => !over.has(requestId));
    if (stage === undefined && ended) return;
    if (stage === undefined) await pause(follower.signal);
    else {
      await followStage(place, stage, follower, stage.requestId === first ? follower.lines : Infinity);
      over.add(stage.requestId);
    }
  }
}

async function followStage(place: RunPlace, begun: Numbered, follower: Follower, limit: number): Promise<void> {
  const { requestId } = begun;
  const speak = await follower.speaker(begun);
  let voice: StageVoice | null = null;
  follower.say(follower.heading(begun));
  for (let most = limit; !follower.signal.aborted; most = voice === null ? limit : Infinity) {
    const stage = begunStages(place).find((one) => one.requestId === requestId) ?? begun;
    // A stage that is neither at work nor ended was broken off: nobody will say any more.
    const over = stage.endedAt !== null || !(await isAtWork(place, requestId));
    voice ??= openStageVoice(place, stage, speak, follower.raw);
    const lines = (over ? voice?.last() : voice?.next()) ?? [];
    for (const line of most === Infinity ? lines : lines.slice(-most)) follower.quote(line);
    if (over) return;
    await pause(follower.signal);
  }
}

const runsOf = ({ workspace }: RunPlace): RunSection[] => readSnapshot(workspace)?.runs ?? [];

/** The snapshot shows a run from its first stage to its last, also while nobody works on it. */
export async function isActive(place: RunPlace): Promise<boolean> {
  if (runsOf(place).some(({ runId }) => runId === place.runId)) return true;
  const newest = begunStages(place).at(-1);
  return newest?.endedAt === null && (await hasHost(place, newest.requestId));
}

const isAtWork = async (place: RunPlace, requestId: string): Promise<boolean> =>
  runsOf(place).some((run) => run.requestId === requestId) || hasHost(place, requestId);

/** What runs beside the foreground is not in the snapshot. */
async function hasHost({ stateDir }: RunPlace, requestId: string): Promise<boolean> {
  const { journalAt, look } = await import('../../agents/host/journal.js');
  return stateDir !== null && look(journalAt(stateDir, requestId)).state === 'running';
}

/** An interruption ends it early. */
const pause = (signal: AbortSignal): Promise<void> => sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
