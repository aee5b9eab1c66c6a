// What a stage costs in the histories of both workflows, counted over whole tasks: from the first stage of the second to that of the last, so
// that all that a task costs is in it, and nothing that is paid once.
import proto from '@temporalio/proto';

export type Event = proto.temporal.api.history.v1.IHistoryEvent;

export interface HistoryCost {
  stages: number;
  /** Per stage. */
  events: number;
  /** Per stage, as the server stores them. */
  bytes: number;
  /** By kind of event, the largest first; per stage. */
  kinds: { name: string; events: number; bytes: number }[];
}

/** `stages`: of each task. Throws where there are fewer than three tasks. */
export function historyCost(workspace: readonly Event[], lineage: readonly Event[], stages: number): HistoryCost {
  const starts = lineage.filter((event) => activityOf(event) === 'runStage');
  const [from, to] = [starts[stages], starts.at(-stages)];
  const counted = starts.length - 2 * stages;
  if (from === undefined || to === undefined || counted <= 0) throw new Error('it takes three tasks to count one');
  const all = [...workspace, ...lineage].filter(
    (event) => momentOf(event) >= momentOf(from) && momentOf(event) < momentOf(to),
  );
  const kinds = new Map<string, { events: number; bytes: number }>();
  for (const event of all) {
    const before = kinds.get(nameOf(event)) ?? { events: 0, bytes: 0 };
    kinds.set(nameOf(event), { events: before.events + 1, bytes: before.bytes + bytesOf(event) });
  }
  const rows = [...kinds].map(([name, sum]) => ({ name, events: sum.events / counted, bytes: sum.bytes / counted }));
  const sum = (of: 'events' | 'bytes'): number => rows.reduce((total, row) => total + row[of], 0);
  return { stages: counted, events: sum('events'), bytes: sum('bytes'), kinds: rows.sort((a, b) => b.bytes - a.bytes) };
}

/** Name of the activity that it schedules. */
export const activityOf = (event: Event): string | null | undefined =>
  event.activityTaskScheduledEventAttributes?.activityType?.name;

/** The two halves of what passes between workflows are two kinds. */
function nameOf(event: Event): string {
  const sent = event.signalExternalWorkflowExecutionInitiatedEventAttributes?.signalName;
  const received = event.workflowExecutionSignaledEventAttributes?.signalName;
  const what = activityOf(event) ?? sent ?? received;
  const type = (proto.temporal.api.enums.v1.EventType[event.eventType ?? 0] ?? '')
    .replace('EVENT_TYPE_', '')
    .toLowerCase();
  return what ? `${type.replaceAll('_', ' ')}: ${what}` : type.replaceAll('_', ' ');
}

const bytesOf = (event: Event): number => proto.temporal.api.history.v1.HistoryEvent.encode(event).finish().length;

/** Nanoseconds since 1970. */
export const momentOf = ({ eventTime }: Event): number =>
  Number(eventTime?.seconds ?? 0) * 1e9 + (eventTime?.nanos ?? 0);
