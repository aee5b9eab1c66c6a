// The stage runs as the histories tell them: what was asked of an agent, and what came back.
import type { Expectation } from './evidence.js';
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
  failureClass: string | null;
  requestId: string;
  changes: Changes | null;
}

export interface StageRun {
  request: StageRequest;
  /** Of every scheduling of this request; one is right. */
  asked: string[];
  /** Every completion; one is right. */
  completed: ({ where: string } & Result)[];
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
      const {
        outcome = '',
        failureClass = null,
        requestId = '',
        changes = null,
      } = valueOf<Result>(event.attributes.result);
      run.completed.push({ where: event.where, outcome, failureClass, requestId, changes });
    }
  }
}

function ask(found: Map<string, StageRun>, event: HistoryEvent): StageRun {
  const { request } = valueOf<{ request: StageRequest }>(event.attributes.input);
  if (request === undefined) throw new Error(`${event.where} carries no request`);
  const run = found.get(request.requestId) ?? { request, asked: [], completed: [] };
  found.set(request.requestId, run);
  run.asked.push(event.where);
  return run;
}

/** Whose agent, or its host, the driver killed: "a host that was killed is never silently rerun: the engine decides" (design 6), and it decides on another attempt. */
const isLost = ({ completed: [only] }: StageRun): boolean => only?.failureClass === 'runner_lost';

/** Whose tree a git that was killed kept locked: its stage waited for its environment and spent nothing (design 6, G12). */
const isHindered = ({ completed: [only] }: StageRun): boolean => only?.failureClass === 'work_tree_busy';

/** Attempts that ran and were lost, each because the driver killed its agent or host. */
export const lostAmong = (runs: Runs, { killed }: Kills): Set<string> =>
  idsOf(runs, (run) => killed.includes(run.request.requestId) && isLost(run));

/** Attempts that never had an agent, because the driver killed a git. */
export const hinderedAmong = (runs: Runs, { gits }: Kills): Set<string> =>
  idsOf(runs, (run) => gits > 0 && isHindered(run));

/** Both: they have no result that was applied, and one further attempt of the same stage follows. */
export const givenUp = (runs: Runs, kills: Kills): Set<string> =>
  new Set([...lostAmong(runs, kills), ...hinderedAmong(runs, kills)]);

/** The attempts of this very stage that came next. */
export const attemptsAfter = (runs: Runs, { runId, stageNumber, attempt }: StageRequest): StageRun[] =>
  [...runs.values()].filter(
    ({ request }) => request.runId === runId && request.stageNumber === stageNumber && request.attempt === attempt + 1,
  );

type Runs = ReadonlyMap<string, StageRun>;
type Kills = Pick<Required<Expectation>, 'killed' | 'gits'>;

const idsOf = (runs: Runs, is: (run: StageRun) => boolean): Set<string> =>
  new Set([...runs.values()].filter(is).map(({ request }) => request.requestId));

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
