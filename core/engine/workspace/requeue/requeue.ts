// Blocked work whose cause may pass by itself is queued again after a while, of any family, a bounded number of times. Work
// that planning replaces is not: somebody takes care of it.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { SpendArgs } from '../../../contracts/spending.js';
import { momentAfter } from '../../../contracts/durations.js';
import { LIMITS } from '../../../contracts/limits.js';
import { own, put } from '../../../own.js';
import { blockedEntry } from '../../../contracts/blocked.js';
import { queueAgain } from '../claims/queue-again.js';
import { isReplaced } from '../claims/replaced.js';
import { earliest } from '../../../contracts/earliest.js';
import type { SchedulerEffect } from '../scheduler-events.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import type { Requeued, RequeueState } from './state.js';

/** Failures that may pass by themselves. A broken environment never blocks an item: its stage waits. */
const RETRYABLE: readonly string[] = ['runner_timeout', 'runner_transport_failure', 'runner_lost'];

/** To be called when an item was blocked. `shown`: what its lineage says of that. */
export function planRequeue(
  state: SchedulerState,
  item: Item,
  shown: readonly MirrorEntry[],
  at: string,
  effects: SchedulerEffect[],
): void {
  const { requeue } = state;
  const why = shown.findLast((entry) => entry.kind === 'blocked')?.value;
  if (!requeue?.rules || why === undefined || !RETRYABLE.includes(why.failureClass)) return;
  const key = itemKey(item.family, item.id);
  const count = own(requeue.items, key)?.count ?? 0;
  if (count >= requeue.rules.most || isReplaced(state, key)) return;
  if (state.rules >= 4 && plannedItems(state).length >= LIMITS.requeues) return;
  const { runId, node, outcome, failureClass } = why;
  const due = momentAfter(at, cooldown(requeue, count));
  const planned: Requeued = { count, at: due, why: { runId, node, outcome, failureClass } };
  requeue.items = { ...living(state, requeue), [key]: planned };
  effects.push({ type: 'mirror', entries: [announce(state, item, planned, at)] });
}

const cooldown = ({ rules }: RequeueState, count: number): number =>
  rules?.cooldownSeconds[Math.min(count, rules.cooldownSeconds.length - 1)] ?? 0;

/** Without those that ended meanwhile. */
const living = ({ items }: SchedulerState, requeue: RequeueState): RequeueState['items'] =>
  Object.fromEntries(Object.entries(requeue.items).filter(([key]) => own(items, key) !== undefined));

function announce(state: SchedulerState, item: Item, { count, at: due, why }: Requeued, at: string): MirrorEntry {
  const of = state.requeue?.rules?.most ?? 0;
  const facts = { ...why, reason: item.reason ?? '' };
  if (due === null) return blockedEntry(item, { ...facts, needsYou: true }, at);
  return blockedEntry(item, { ...facts, needsYou: false, requeue: { at: due, attempt: count + 1, of } }, at);
}

/** Somebody else decided about the item. How often it was queued again by itself still counts. */
export function forgetPlan({ requeue }: SchedulerState, { family, id }: Item): void {
  const one = own(requeue?.items ?? {}, itemKey(family, id));
  if (one !== undefined) one.at = null;
}

/** True when a blocked item is queued again by itself. */
export const isPlanned = (state: SchedulerState, item: Item): boolean =>
  item.state === 'blocked' && planOf(state, itemKey(item.family, item.id)) !== null;

const planOf = ({ requeue }: SchedulerState, key: string): string | null => own(requeue?.items ?? {}, key)?.at ?? null;

/** The plans of items that are still blocked: a person may have been quicker. */
const plannedItems = (state: SchedulerState): [string, Requeued & { at: string }][] =>
  Object.entries(state.requeue?.items ?? {}).flatMap(([key, one]) =>
    one.at !== null && own(state.items, key)?.state === 'blocked' ? [[key, { ...one, at: one.at }]] : [],
  );

export function nextRequeue(state: SchedulerState): string | null {
  if (state.requeue === undefined) return null;
  return earliest(plannedItems(state).map(([, { at }]) => at));
}

/** Queues again what is due. True when there was any. */
export function requeueDue(state: SchedulerState, at: string, effects: SchedulerEffect[]): boolean {
  const due = plannedItems(state).filter(([, one]) => one.at <= at);
  for (const [key, one] of due) requeueOne(state, key, one, at, effects);
  return due.length > 0;
}

function requeueOne(state: SchedulerState, key: string, one: Requeued, at: string, effects: SchedulerEffect[]): void {
  const item = own(state.items, key);
  const { requeue } = state;
  if (item === undefined || requeue === undefined) return;
  const count = one.count + 1;
  put(requeue.items, key, { ...one, count, at: null });
  const attempt = { attempt_number: count, of: requeue.rules?.most ?? null, failure_class: one.why.failureClass };
  const data = { work_item: key, root: item.root, auto: true, ...attempt };
  const entries: MirrorEntry[] = [
    ...queueAgain(state, item, effects),
    { kind: 'event', key: `requeued:${key}:${state.seq + 1}`, type: 'blocked_work_item_requeued', at, data },
  ];
  effects.push({ type: 'mirror', entries });
}

/** True when they are others than before. Switched off, what was planned waits for a person, and is shown so. */
export function takeRequeueRules(
  state: SchedulerState,
  args: SpendArgs,
  at: string,
  effects: SchedulerEffect[],
): boolean {
  const rules = args.requeue ?? null;
  const before = state.requeue?.rules ?? null;
  if (rules === null) for (const [key, one] of plannedItems(state)) cancel(state, key, one, at, effects);
  if (JSON.stringify(rules) === JSON.stringify(before)) return false;
  state.requeue = { rules, items: state.requeue?.items ?? {} };
  return true;
}

function cancel(state: SchedulerState, key: string, one: Requeued, at: string, effects: SchedulerEffect[]): void {
  const item = own(state.items, key);
  if (item === undefined || state.requeue === undefined) return;
  const waiting = { ...one, at: null };
  put(state.requeue.items, key, waiting);
  effects.push({ type: 'mirror', entries: [announce(state, item, waiting, at)] });
}
