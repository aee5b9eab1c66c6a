// The stage runs as the histories tell them: what was asked of an agent, and what came back.
import type { HistoryEvent, Workflow } from './history.js';
import { eventsOf, valueOf } from './history.js';

export interface StageRequest {
  requestId: string;
  runId: string;
  turn: number;
  stageNumber: number;
  attempt: number;
  plane: string;
  item: { family: string; id: string; root: string };
  /** `of`: the attempt whose fault of form this one is asked to mend. */
  form?: { chance: 'ahead' } | { chance: 'taken'; of: string };
}

/** What a stage says that it changed. */
export interface Changes {
  before: string | null;
  after: string | null;
  files: number;
  /** Lines. */
  added?: number;
  removed?: number;
}

interface Result {
  outcome: string;
  requestId: string;
  changes: Changes | null;
}

export interface StageRun {
  request: StageRequest;
  /** Of every scheduling of this request; one is right. */
  asked: string[];
  /** Every completion; one is right. */
  completed: { where: string; outcome: string; requestId: string; changes: Changes | null }[];
}

/** By request, in the order in which they were first asked for. */
export function stageRuns(workflows: Workflow[]): Map<string, StageRun> {
  const found = new Map<string, StageRun>();
  for (const { runs } of workflows) for (const { events } of runs) addRun(found, events);
  return found;
}

/** Numbers of events count within one run only. */
function addRun(found: Map<string, StageRun>, events: HistoryEvent[]): void {
  const scheduled = new Map<string, StageRun>();
  for (const event of events) {
    if (event.type === 'ACTIVITY_TASK_SCHEDULED' && event.attributes.activityType?.name === 'runStage')
      scheduled.set(event.id, ask(found, event));
    const run = scheduled.get(event.attributes.scheduledEventId ?? '');
    if (event.type === 'ACTIVITY_TASK_COMPLETED' && run !== undefined) {
      const { outcome = '', requestId = '', changes = null } = valueOf<Result>(event.attributes.result);
      run.completed.push({ where: event.where, outcome, requestId, changes });
    }
  }
}

/** From rules 11 on a request leaves out what is shown of its beginning. */
interface Asked {
  request: StageRequest;
  mirror?: { entries: { kind: string; value?: { activation?: StageRequest } | null }[] } | null;
}

function ask(found: Map<string, StageRun>, event: HistoryEvent): StageRun {
  const { request: told, mirror } = valueOf<Asked>(event.attributes.input);
  if (told === undefined) throw new Error(`${event.where} carries no request`);
  const began = mirror?.entries.find(
    ({ kind, value }) => kind === 'began' && value?.activation?.requestId === told.requestId,
  );
  const { runId, turn, stageNumber, attempt, plane, item } = { ...began?.value?.activation, ...told };
  const request: StageRequest = { ...told, ...{ runId, turn, stageNumber, attempt, plane, item } };
  const run = found.get(request.requestId) ?? { request, asked: [], completed: [] };
  found.set(request.requestId, run);
  run.asked.push(event.where);
  return run;
}

/**
 * Attempts whose agent the driver ended, so that a further attempt of the same stage followed: they have no result that
 * was applied. `retried`: the further ones.
 */
export function givenUp(runs: Map<string, StageRun>, retried: string[]): Set<string> {
  const further = retried.flatMap((id) => runs.get(id)?.request ?? []);
  const before = (one: StageRequest): boolean =>
    further.some(
      (next) => next.runId === one.runId && next.stageNumber === one.stageNumber && next.attempt > one.attempt,
    );
  return new Set([...runs.values()].filter(({ request }) => before(request)).map(({ request }) => request.requestId));
}

/** Attempts that were asked once more, by the request that asked: theirs is no outcome of the stage. */
export const askedAgain = (runs: ReadonlyMap<string, StageRun>): Map<string, string> =>
  new Map(
    [...runs.values()].flatMap(({ request: { form, requestId } }) =>
      form?.chance === 'taken' ? [[form.of, requestId] as const] : [],
    ),
  );

/** A stage that learns holds no work tree, and has a lane of its own. */
export const isLearning = (run: StageRun | undefined): boolean => run?.request.plane === 'learning';

/** In which lane a stage works: stages of one lane never meet, and each finds what the one before left. In trees every root has its own. */
export const laneOf = (run: StageRun | undefined, inTrees: boolean): string =>
  isLearning(run) ? 'learning' : inTrees ? `root ${run?.request.item.root ?? ''}` : 'work';

/** Failures of activities that the server wrote down for good; tries that were repeated leave no event. */
export const failedActivities = (workflows: Workflow[]): HistoryEvent[] =>
  workflows.flatMap(eventsOf).filter(({ type }) => /^ACTIVITY_TASK_(FAILED|TIMED_OUT|CANCELED)$/.test(type));
