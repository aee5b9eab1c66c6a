// Follows a run from stage to stage until it ends. It reads files only, so that no death of a worker or server disturbs it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSection } from '../../core/contracts/mirror.js';
import { readSnapshot } from '../../read/snapshot.js';
import type { StageView } from '../../read/stages.js';
import { begunStages, openStageVoice, type RunPlace, type Speak, type StageVoice } from './stage.js';

const POLL_MS = 250;

export interface Follower {
  /** A line above each stage. */
  heading(stage: StageView): string;
  speaker(stage: StageView): Promise<Speak>;
  /** A line of ours. */
  say(line: string): void;
  /** A line of an agent. */
  quote(line: string): void;
  /** How many lines of the first stage are said of what was there before. */
  lines: number;
  signal: AbortSignal;
}

/** Resolves when the run has ended and all is said, or when the signal is aborted. Begins with the newest stage. */
export async function follow(place: RunPlace, follower: Follower): Promise<void> {
  const over = new Set(
    begunStages(place)
      .slice(0, -1)
      .map((stage) => stage.requestId),
  );
  const first = begunStages(place).at(-1)?.requestId ?? null;
  while (!follower.signal.aborted) {
    // In this order: a stage that begins in between belongs to a run that has not ended.
    const ended = !(await isActive(place));
    const stage = begunStages(place).find(({ requestId }) => !over.has(requestId));
    if (stage === undefined && ended) return;
    if (stage === undefined) await pause(follower.signal);
    else {
      await followStage(place, stage, follower, stage.requestId === first ? follower.lines : Infinity);
      over.add(stage.requestId);
    }
  }
}

async function followStage(place: RunPlace, begun: StageView, follower: Follower, limit: number): Promise<void> {
  const { requestId } = begun;
  const speak = await follower.speaker(begun);
  let voice: StageVoice | null = null;
  follower.say(follower.heading(begun));
  for (let most = limit; !follower.signal.aborted; most = voice === null ? limit : Infinity) {
    const stage = begunStages(place).find((one) => one.requestId === requestId) ?? begun;
    // A stage that is neither at work nor ended was broken off: nobody will say any more.
    const over = stage.endedAt !== null || !(await isAtWork(place, requestId));
    voice ??= openStageVoice(place, stage, speak);
    const lines = (over ? voice?.last() : voice?.next()) ?? [];
    for (const line of most === Infinity ? lines : lines.slice(-most)) follower.quote(line);
    if (over) return;
    await pause(follower.signal);
  }
}

const runsOf = ({ workspace }: RunPlace): RunSection[] => readSnapshot(workspace)?.runs ?? [];

/** The snapshot shows a run from its first stage to its last, also while nobody works on it. */
async function isActive(place: RunPlace): Promise<boolean> {
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
