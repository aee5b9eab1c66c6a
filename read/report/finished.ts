// Which items came to an end in a stretch of the feed, and what else it counts.
import { type EventView, textOf } from '../events.js';
import { own } from '../../core/own.js';

/** Events by which an item comes to an end, and which. */
export const ENDS = {
  work_item_done: 'done',
  incident_resolved_by_operator: 'done',
  work_item_blocked: 'blocked',
  work_item_cancelled: 'cancelled',
  blocked_task_archived: 'cancelled',
  incident_cancelled: 'cancelled',
  task_superseded: 'superseded',
  work_item_superseded: 'superseded',
} as const;

export type ItemEnd = (typeof ENDS)[keyof typeof ENDS];

export interface Finished {
  /** `family/id` */
  item: string;
  outcome: ItemEnd;
  at: string;
  /** Runs of it in this stretch, oldest first. */
  runs: string[];
  /** Why, where the runtime said it; else empty. */
  reason: string;
}

/** Each item once, as it ended last; who was given another try since has not ended. The last to end stands last. */
export function finishedIn(events: readonly EventView[]): Finished[] {
  const ended = new Map<string, Finished>();
  const runs = new Map<string, string[]>();
  for (const { type, at, data } of events) {
    const item = textOf(data['work_item']);
    if (item === '') continue;
    const mine = runs.get(item) ?? [];
    const run = OF_ITS_RUN.has(type) ? textOf(data['run_id']) : '';
    if (run !== '' && !mine.includes(run)) mine.push(run);
    runs.set(item, mine);
    const outcome = own<ItemEnd>(ENDS, type);
    if (outcome === undefined && !AGAIN.has(type)) continue;
    ended.delete(item);
    if (outcome !== undefined) ended.set(item, { item, outcome, at, runs: mine, reason: textOf(data['reason']) });
  }
  return [...ended.values()];
}

/** Others name the run that an item came of, which is another item's. */
const OF_ITS_RUN: ReadonlySet<string> = new Set([
  ...['work_item_claimed', 'stage_started', 'stage_completed', 'router_decision'],
  'stage_waits_for_environment',
  'stage_falls_back',
]);

/** It is queued again, or under way. */
const AGAIN: ReadonlySet<string> = new Set(['work_item_requeued', 'blocked_work_item_requeued', 'work_item_claimed']);

export interface ClosedRoot {
  root: string;
  at: string;
}

/** Roots that were closed, and were not taken up again since. The last to close stands last. */
export function closedIn(events: readonly EventView[]): ClosedRoot[] {
  const closed = new Map<string, ClosedRoot>();
  for (const { type, at, data } of events) {
    const root = textOf(data['root']);
    if (!type.startsWith('closure_')) continue;
    closed.delete(root);
    if (type === 'closure_target_closed') closed.set(root, { root, at });
  }
  return [...closed.values()];
}

/** Requests whose stage came to an end. */
export const completedIn = (events: readonly EventView[]): Set<string> =>
  new Set(events.flatMap(({ type, data }) => (type === 'stage_completed' ? [textOf(data['request_id'])] : [])));

/** How long stages took, by node, in seconds: from those that both began and ended in the stretch. Shortest first. */
export function durationsIn(events: readonly EventView[]): Map<string, number[]> {
  const starts = new Map<string, number>();
  const found = new Map<string, number[]>();
  for (const { type, at, data } of events) {
    const request = textOf(data['request_id']);
    if (type === 'stage_started') starts.set(request, Date.parse(at));
    const start = starts.get(request);
    const node = textOf(data['node_id']);
    if (type !== 'stage_completed' || start === undefined) continue;
    const seconds = (Date.parse(at) - start) / 1000;
    if (seconds >= 0) found.set(node, [...(found.get(node) ?? []), seconds]);
  }
  for (const all of found.values()) all.sort((a, b) => a - b);
  return found;
}

/** Of fewer nothing is typical. */
const ENOUGH = 3;

export function typicalOf(sorted: readonly number[] | undefined): { p50: number; p90: number } | null {
  if (sorted === undefined || sorted.length < ENOUGH) return null;
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: at(0.5), p90: at(0.9) };
}
