// What happened to the workspace, in order, from its own history alone: commands that were accepted, turns that were
// given, turns that came back. What it asked to be shown is left out: that is what is judged.
import type { HistoryEvent, Payloads, Run, Workflow } from './history.js';
import { valueOf } from './history.js';

export interface Activate {
  turn: number;
  plane: string;
  item: { family: string; id: string; root: string };
  /** The root is judged, and `item` is its spec. */
  closure?: { round: number };
}

export interface Ref {
  family: string;
  id: string;
  sha256: string;
  source: string;
}

export interface Left {
  turn: number;
  family: string;
  id: string;
  state: 'done' | 'blocked';
  emitted: Ref[];
  grant: number;
  remaining: number | null;
}

export interface Command {
  commandId: string;
  issuer: string;
  documents: Ref[];
  allowance: number | null;
}

export type Moment = { where: string } & (
  | { type: 'command'; name: string; args: Partial<Command> }
  /** `handed`: by the activity that shows it. */
  | { type: 'activate'; to: string; message: Activate; handed?: true }
  | { type: 'left'; message: Left }
  /** A delivery was answered, with work for a merger or without. */
  | { type: 'delivered'; emitted: Ref[] }
);

export const COMMANDS = ['enqueue', 'begin', 'pause', 'resume', 'stop'];

export function timelineOf(workspace: Workflow): Moment[] {
  const handed = new Set<number>();
  // A turn that was to be handed over and was not is given again: it is the same.
  const isRepeat = (moment: Moment): boolean => {
    if (moment.type !== 'activate') return false;
    const before = handed.has(moment.message.turn);
    if (moment.handed === true) handed.add(moment.message.turn);
    return before;
  };
  return workspace.runs.flatMap(momentsOf).filter((moment) => !isRepeat(moment));
}

function momentsOf(run: Run): Moment[] {
  const failed = new Set(
    run.events
      .filter(({ type }) => /^(START_CHILD|SIGNAL_EXTERNAL)_WORKFLOW_EXECUTION_FAILED$/.test(type))
      .map(({ attributes }) => attributes.initiatedEventId),
  );
  const asked = run.events.filter(({ attributes }) => attributes.activityType?.name === 'deliverRoot');
  const deliveries = new Set<string | undefined>(asked.map(({ id }) => id));
  return run.events.flatMap((event) => {
    if (failed.has(event.id)) return [];
    return deliveries.has(event.attributes.scheduledEventId) ? deliveredBy(event) : momentOf(event);
  });
}

function deliveredBy({ where, type, attributes }: HistoryEvent): Moment[] {
  if (type !== 'ACTIVITY_TASK_COMPLETED') return [];
  return [{ type: 'delivered', where, emitted: valueOf<{ emitted: Ref[] }>(attributes.result).emitted ?? [] }];
}

function momentOf(event: HistoryEvent): Moment[] {
  const { where, type, attributes } = event;
  const { acceptedRequest, signalName = '', input } = attributes;
  if (type === 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED' && acceptedRequest !== undefined)
    return [{ type: 'command', where, name: acceptedRequest.input.name, args: valueOf(acceptedRequest.input.args) }];
  if (type === 'WORKFLOW_EXECUTION_SIGNALED' && signalName === 'left')
    return [{ type: 'left', where, message: valueOf<Left>(input) as Left }];
  if (type === 'WORKFLOW_EXECUTION_SIGNALED' && COMMANDS.includes(signalName))
    return [{ type: 'command', where, name: signalName, args: valueOf(input) }];
  if (type === 'START_CHILD_WORKFLOW_EXECUTION_INITIATED')
    return inboxOf(input).map((message) => ({ type: 'activate', where, to: attributes.workflowId ?? '', message }));
  if (type === 'ACTIVITY_TASK_SCHEDULED' && attributes.activityType?.name === 'mirror') {
    const { turns = [] } = valueOf<{ turns: { to: string; message: Activate }[] }>(input);
    return turns.map(({ to, message }) => ({ type: 'activate', where, to, message, handed: true }));
  }
  if (type === 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED' && signalName === 'activate') {
    const to = attributes.workflowExecution?.workflowId ?? '';
    return [{ type: 'activate', where, to, message: valueOf<Activate>(input) as Activate }];
  }
  return [];
}

/** Turns that arrived at a lineage: with its start, and by signals; one that was handed over again is the same. What a continued run carries arrived before. */
export function arrived(lineage: Workflow): Activate[] {
  const all = allArrived(lineage);
  return all.filter((one, index) => one.turn !== all[index - 1]?.turn);
}

function allArrived(lineage: Workflow): Activate[] {
  return lineage.runs.flatMap(({ events }) =>
    events.flatMap(({ type, attributes }) => {
      const { signalName, input, continuedExecutionRunId: before } = attributes;
      if (type === 'WORKFLOW_EXECUTION_STARTED') return before ? [] : inboxOf(input);
      const isActivate = type === 'WORKFLOW_EXECUTION_SIGNALED' && signalName === 'activate';
      return isActivate ? [valueOf<Activate>(input) as Activate] : [];
    }),
  );
}

function inboxOf(input: Payloads | undefined): Activate[] {
  const { inbox = [] } = valueOf<{ inbox: { type: string; message: Activate }[] }>(input);
  return inbox.filter((event) => event.type === 'activate').map((event) => event.message);
}
