// What a stage changes: the tree is recorded before its agent starts and when its processes are gone. Each is recorded once per
// request, under a name: a repeat after a death would take half-done work for the beginning. It never fails a stage.
import { changesBetween } from '../../checkpoints/changes.js';
import { CANCEL, leaving } from '../../agents/host/wait.js';
import type { PromptChanged } from '../../agents/changed-part.js';
import type { LiveView } from '../../agents/live.js';
import { findCheckpoint } from '../../checkpoints/found.js';
import { onceMore } from '../../checkpoints/git-ended.js';
import { stageCheckpoint, type Which } from '../../checkpoints/names.js';
import { shownPath } from '../../checkpoints/paths.js';
import { takeCheckpoint } from '../../checkpoints/take.js';
import { summed } from '../../core/changes/summed.js';
import type { ChangedStage } from '../../core/changes/stretches.js';
import { MOST_CHANGES } from '../../core/contracts/changes-form.js';
import type { Omitted, OmittedReason, StageChanges, Taken } from '../../core/contracts/checkpoints.js';
import { jsonBytes } from '../../core/contracts/limits.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { clip, inert } from '../../core/inert.js';
import { recentChanges } from '../../disk/store/stage-changes.js';
import type { Ground } from '../trees/ground.js';
import { changedBefore } from './changed-before.js';

export interface Recorded {
  changes: StageChanges;
  /** Sentences for people. */
  notes: string[];
}

export interface Recording {
  /** What the stage is told of the work before it; read once. */
  told(): Promise<PromptChanged>;
  /** Called before the agent starts. */
  begin(): Promise<void>;
  /** Called when its processes are gone; a repeat waits for the first call. */
  end(): Promise<void>;
  /** Of a stage that had an agent, and ended. */
  changes(): Promise<Recorded>;
  /** The stage goes on to beat while this is done, and does not wait for it when it leaves. */
  attend<T>(work: Promise<T>): Promise<T>;
}

/** What goes on beside it. */
interface Around {
  /** Aborted, but for a stage that is cancelled: whoever waits for it leaves, and it is recorded by the next worker. */
  signal: AbortSignal;
  beat: (view: LiveView) => void;
}

const BEAT_MS = 5000;

/** Null for a stage that does not hold the work tree: what happens in it meanwhile is the work of another one. */
export function recordingOf(ground: Ground, request: StageRunRequest, around: Around): Recording | null {
  if (request.plane === 'learning') return null;
  const left = leftBy(around.signal);
  const { dirs } = ground;
  const place = { ...ground.place, signal: left };
  const attend = <T>(work: Promise<T>): Promise<T> => attended(request, around, 'the files are recorded', work);
  const nameOf = (which: Which): string => stageCheckpoint(request, which);
  const taken = new Map<Which, Promise<Taken>>();
  const take = (which: Which): Promise<Taken> => {
    const known = taken.get(which) ?? attend(orProblem(takeCheckpoint(place, nameOf(which))));
    taken.set(which, known);
    return known;
  };
  /** Its agent may have been started by a worker that is gone: then nothing is recorded as its beginning now. */
  const begun = async (): Promise<Taken> =>
    (await taken.get('before')) ??
    (await onceMore(() => findCheckpoint(place, nameOf('before'))).catch(() => null)) ??
    UNKNOWN;
  let told: Promise<PromptChanged> | null = null;
  return {
    told: () => (told ??= attend(changedBefore(dirs, place, request))),
    begin: async () => void (await take('before')),
    end: async () => void (await take('after').catch(() => undefined)),
    changes: async () => attend(recorded({ ...ground, place }, request, await begun(), await take('after'))),
    attend,
  };
}

/** A large tree is read for longer than an activity may be silent. Rejects when it is left meanwhile: what comes of it says nothing. */
export async function attended<T>(
  { node }: StageRunRequest,
  { signal, beat }: Around,
  line: string,
  work: Promise<T>,
): Promise<T> {
  const left = leftBy(signal);
  const view = { node, agent: 'starting', pid: null, line, tokens: null, quietSeconds: 0 } as const;
  const timer = setInterval(() => beat(view), BEAT_MS);
  const over = new AbortController();
  const gone = new Promise<never>((_resolve, reject) => {
    const pass = (): void => reject(leaving(left.reason));
    if (left.aborted) pass();
    left.addEventListener('abort', pass, { signal: over.signal });
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([gone, work]);
  } finally {
    // With a reason, because without one an error with its stack is made.
    over.abort(null);
    clearInterval(timer);
  }
}

/** Aborted as the signal is, but for a stage that is cancelled. */
function leftBy(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const pass = (): void => (signal.reason === CANCEL ? undefined : controller.abort(signal.reason));
  if (signal.aborted) pass();
  signal.addEventListener('abort', pass, { once: true });
  return controller.signal;
}

const UNKNOWN = { problem: 'its beginning was not recorded' };

/**
 * The last stage before this one of which it is known how it left the folder that this one works in. In a tree of a root only one of its own run: what
 * the runs before left there became a commit, or was set back.
 */
function lastKnown(stages: readonly ChangedStage[], { requestId, runId }: StageRunRequest, { tree }: Ground) {
  const isBefore = ({ request, changes }: ChangedStage): boolean => request !== requestId && changes.after !== null;
  const isHere = (one: ChangedStage): boolean => (tree === undefined ? one.tree === undefined : one.run === runId);
  return stages.findLast((one) => isBefore(one) && isHere(one));
}

async function recorded(ground: Ground, request: StageRunRequest, before: Taken, after: Taken): Promise<Recorded> {
  const { dirs, place } = ground;
  const { node } = request;
  const between = (from: string, to: string) => onceMore(() => changesBetween(place, from, to));
  const [begun, ended] = [treeOf(before), treeOf(after)];
  const last = lastKnown(recentChanges(dirs.state), request, ground)?.changes.after ?? null;
  // What cannot be compared any more was not kept: then nobody knows, and this is a new beginning.
  const others = begun === null || last === null || begun === last ? [] : await between(last, begun).catch(() => []);
  const mine = begun === null || ended === null ? [] : await orProblem(between(begun, ended));
  const problems = [before, after, mine].flatMap((one) => ('problem' in one ? [one.problem] : []));
  const omitted = 'tree' in after ? after.omitted : [];
  const changes = {
    ...{ before: begun, after: ended, ...summed('problem' in mine ? [] : [mine]) },
    ...(others.length === 0 ? {} : { foreign: others.length }),
    ...(omitted.length === 0 ? {} : { omitted: omitted.length }),
  };
  return { changes: withProblem(changes, problems[0]), notes: notesOf(node, others.length, omitted, problems) };
}

const treeOf = (taken: Taken): string | null => ('tree' in taken ? taken.tree : null);

async function orProblem<T>(work: Promise<T>): Promise<T | { problem: string }> {
  try {
    return await work;
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** As much of it as there is room for. */
function withProblem(changes: StageChanges, problem: string | undefined): StageChanges {
  if (problem === undefined) return changes;
  for (let most = 160; ; most = Math.floor(most / 2)) {
    const whole = { ...changes, problem: clip(inert(problem), most) };
    if (most === 0 || jsonBytes(whole) <= MOST_CHANGES) return whole;
  }
}

const NAMED = 3;

const WHY: Readonly<Record<OmittedReason, string>> = {
  large: 'it is too large',
  unreadable: 'it cannot be read, or changed meanwhile',
  special: 'it is no file',
};

function notesOf(node: string, foreign: number, omitted: readonly Omitted[], problems: readonly string[]): string[] {
  const many = foreign === 1 ? '1 file was' : `${foreign} files were`;
  const more = omitted.length - NAMED;
  return [
    ...(foreign === 0
      ? []
      : [`Somebody worked in the tree before ${node} began: ${many} other than the stage before left them.`]),
    ...omitted
      .slice(0, NAMED)
      .map((one) => `Not in the record of what was changed: ${shownPath(one.bytes)}: ${WHY[one.reason]}.`),
    ...(more > 0 ? [`Not in the record of what was changed: ${more} more files.`] : []),
    ...problems
      .slice(0, 1)
      .map((problem) => `What ${node} changed could not be recorded: ${problem.replace(/\.?$/, '.')}`),
  ];
}
