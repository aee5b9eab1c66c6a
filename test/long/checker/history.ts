// Histories as the server prints them: JSON of protobuf, with the fields that the rules read.
import path from 'node:path';
import { EvidenceError, namesIn, readJson } from './files.js';

export interface Payloads {
  payloads?: { data?: string }[];
}

interface Attributes {
  workflowType?: { name: string };
  workflowId?: string;
  workflowExecution?: { workflowId: string };
  input?: Payloads;
  result?: Payloads;
  activityType?: { name: string };
  scheduledEventId?: string;
  initiatedEventId?: string;
  signalName?: string;
  acceptedRequest?: { meta: { updateId: string }; input: { name: string; args?: Payloads } };
  originalExecutionRunId?: string;
  continuedExecutionRunId?: string;
  newExecutionRunId?: string;
  cause?: string;
}

export interface HistoryEvent {
  id: string;
  /** Without `EVENT_TYPE_`. */
  type: string;
  attributes: Attributes;
  /** For findings: file and number. */
  where: string;
}

/** One run: from its start to its end, or to the next run. */
export interface Run {
  name: string;
  /** Number in the name of its file. */
  number: number;
  events: HistoryEvent[];
}

export interface Workflow {
  id: string;
  type: string;
  /** Oldest first. */
  runs: Run[];
}

/** Throws `EvidenceError`. */
export function readWorkflows(dir: string): Workflow[] {
  const found = new Map<string, Run[]>();
  for (const file of namesIn(dir)) {
    const [, id, number] = /^(.+)\.(\d+)\.json$/.exec(file) ?? [];
    if (id === undefined) throw new EvidenceError(`histories/${file} should be named <workflowId>.<n>.json`);
    const run = { name: `histories/${file}`, number: Number(number), events: readEvents(dir, file) };
    found.set(id, [...(found.get(id) ?? []), run]);
  }
  return [...found].map(([id, runs]) => {
    runs.sort((a, b) => a.number - b.number);
    return { id, type: runs[0]?.events[0]?.attributes.workflowType?.name ?? '', runs };
  });
}

type RawEvent = { eventId: string; eventType: string } & Record<string, unknown>;

function readEvents(dir: string, file: string): HistoryEvent[] {
  const { events } = readJson<{ events?: RawEvent[] }>(path.join(dir, file));
  if (!Array.isArray(events)) throw new EvidenceError(`histories/${file} has no events`);
  return events.map((event) => {
    const name = Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? '';
    const type = event.eventType.replace('EVENT_TYPE_', '');
    const attributes = (event[name] ?? {}) as Attributes;
    return { id: event.eventId, type, attributes, where: `histories/${file}, event ${event.eventId} (${type})` };
  });
}

/** All events of a workflow, over all its runs. */
export const eventsOf = (workflow: Workflow): HistoryEvent[] => workflow.runs.flatMap((run) => run.events);

/** The first value of a message, a result or an input; what else they hold no rule needs. */
export function valueOf<T>(payloads: Payloads | undefined): Partial<T> {
  const data = payloads?.payloads?.[0]?.data;
  const value: unknown = data === undefined ? null : JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
  return typeof value === 'object' && value !== null ? value : {};
}
