// The way from one agent to the next, cut where the server or an agent noted a time; together the parts of a gap are the gap.
import type { AgentRun } from './agents.js';
import type { Histories } from './histories.js';
import { activityOf, type Event, momentOf } from './history-cost.js';

/** Moments in their order. Where workflows of a side do without one there is none. */
const MOMENTS = [
  'end of the agent',
  'lineage: stage completed',
  'lineage: task of it started',
  'lineage: task of it completed',
  'workspace: told that it is left',
  'workspace: task of it started',
  'workspace: task of it completed',
  'files: activity started',
  'lineage: told what is next',
  'lineage: task of that started',
  'lineage: task of that completed',
  'stage started',
  'start of the next agent',
] as const;
type MomentName = (typeof MOMENTS)[number];
/** Milliseconds since 1970; null = there is no such moment on this way. */
type Way = Partial<Record<MomentName, number | null>>;

export const WHERE = { inside: 'inside a task', between: 'to the next task' } as const;
type Where = keyof typeof WHERE;

/** From one moment to the next one that there is. */
export interface Part {
  where: Where;
  from: MomentName;
  to: MomentName;
  ms: number;
}

/** True when as many stages are over: the start of a stage is written down with its end. */
export const hasStages = ({ lineage }: Histories, count: number): boolean => {
  const last = stagesOf(lineage)[count - 1];
  return last !== undefined && completionOf(lineage, last) !== undefined;
};

/** Agents and stages are matched by their order. `entry`: with which a task begins. Throws where the history lacks a part of the way. */
export function partsOf(runs: readonly AgentRun[], { workspace, lineage }: Histories, entry: string): Part[] {
  const stages = stagesOf(lineage);
  const handed = handedIn(workspace);
  let left = 0;
  return runs.slice(1).flatMap((next, index) => {
    const [before, stage] = [there(stages[index]), there(stages[index + 1])];
    const where = next.stage === entry ? 'between' : 'inside';
    const ends: Way = {
      'end of the agent': runs[index]?.endedAt ?? null,
      ...around(lineage, before, stage),
      'start of the next agent': next.startedAt,
    };
    return cut(where, where === 'inside' ? ends : { ...ends, ...messages(lineage, [before, stage], handed[left++]) });
  });
}

const stagesOf = (lineage: readonly Event[]): Event[] => lineage.filter((event) => activityOf(event) === 'runStage');

const completionOf = (lineage: readonly Event[], stage: Event): Event | undefined =>
  lineage.find(({ activityTaskCompletedEventAttributes: one }) => isOf(one, stage));

/** The workflow task that asks for the stage is, inside a task, the one that its end before brought. */
function around(lineage: readonly Event[], before: Event, stage: Event): Way {
  const started = lineage.find(({ activityTaskStartedEventAttributes: one }) => isOf(one, stage));
  const task = taskThatAsked(lineage, idOfTask(stage));
  return {
    'lineage: stage completed': msOf(there(completionOf(lineage, before))),
    'lineage: task of it started': task.started,
    'lineage: task of it completed': task.completed,
    'stage started': msOf(there(started)),
  };
}

/** What the two workflows say to each other on the way to the next task. */
function messages(lineage: readonly Event[], [before, stage]: [Event, Event], handed: Way | undefined): Way {
  const within = lineage.filter((event) => idOf(event) > idOf(before) && idOf(event) < idOf(stage));
  const telling = within.find((event) => sent(event) === 'left');
  const told = within.findLast((event) => received(event) === 'activate');
  const [end, next] = [taskThatAsked(lineage, idOfTask(there(telling))), taskThatAsked(lineage, idOfTask(stage))];
  return {
    'lineage: task of it started': end.started,
    'lineage: task of it completed': end.completed,
    ...there(handed),
    'lineage: told what is next': msOf(there(told)),
    'lineage: task of that started': next.started,
    'lineage: task of that completed': next.completed,
  };
}

/** For each end that the workspace was told, how it gave what is next: with an activity that shows it, or by itself. */
function handedIn(workspace: readonly Event[]): Way[] {
  const ends = workspace.filter((event) => received(event) === 'left');
  return ends.map((told): Way => {
    const isAnswer = (event: Event): boolean => activityOf(event) === 'mirror' || sent(event) === 'activate';
    const answer = workspace.find((event) => idOf(event) > idOf(told) && isAnswer(event));
    if (answer === undefined) return { 'workspace: told that it is left': msOf(told) };
    const task = taskThatAsked(workspace, idOfTask(answer));
    const files = workspace.find(({ activityTaskStartedEventAttributes: one }) => isOf(one, answer));
    return {
      'workspace: told that it is left': msOf(told),
      'workspace: task of it started': task.started,
      'workspace: task of it completed': task.completed,
      'files: activity started': files === undefined ? null : msOf(files),
    };
  });
}

function cut(where: Where, way: Way): Part[] {
  const known = MOMENTS.flatMap((name) => {
    const at = way[name];
    return typeof at === 'number' ? [{ name, at }] : [];
  });
  return known.slice(1).map(({ name: to, at }, index) => {
    const from = there(known[index]);
    return { where, from: from.name, to, ms: at - from.at };
  });
}

/** Where a part stands in a table: parts of one way by their order, then those of the other. */
export const placeOf = ({ where, from, to }: Omit<Part, 'ms'>): number =>
  (where === 'inside' ? 0 : MOMENTS.length ** 2) + MOMENTS.indexOf(from) * MOMENTS.length + MOMENTS.indexOf(to);

function taskThatAsked(events: readonly Event[], id: number): { started: number; completed: number } {
  const completed = there(events.find((event) => idOf(event) === id));
  const start = Number(completed.workflowTaskCompletedEventAttributes?.startedEventId ?? 0);
  return { started: msOf(there(events.find((event) => idOf(event) === start))), completed: msOf(completed) };
}

const idOf = ({ eventId }: Event): number => Number(eventId ?? 0);
const msOf = (event: Event): number => momentOf(event) / 1e6;

/** Id of the end of the workflow task that asked for an activity or a message. */
const idOfTask = (event: Event): number =>
  Number(
    (event.activityTaskScheduledEventAttributes ?? event.signalExternalWorkflowExecutionInitiatedEventAttributes)
      ?.workflowTaskCompletedEventId ?? 0,
  );

type OfActivity = { scheduledEventId?: unknown } | null | undefined;
const isOf = (attributes: OfActivity, scheduled: Event): boolean =>
  attributes !== null && attributes !== undefined && Number(attributes.scheduledEventId) === idOf(scheduled);

const sent = (event: Event): string | null | undefined =>
  event.signalExternalWorkflowExecutionInitiatedEventAttributes?.signalName;
const received = (event: Event): string | null | undefined =>
  event.workflowExecutionSignaledEventAttributes?.signalName;

function there<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('the history lacks a part of the way between two agents');
  return value;
}
