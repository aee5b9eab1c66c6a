// Blocked work whose cause may pass by itself is queued again after a while, of any family, a bounded number of times. Work
// that planning replaces is not: somebody takes care of it.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { SpendArgs } from '../../../contracts/spending.js';
import { isRetryable } from '../../../contracts/failure-lists.js';
import { momentAfter } from '../../../contracts/durations.js';
import { LIMITS } from '../../../contracts/limits.js';
import { own, put } from '../../../own.js';
import { blockedEntry } from '../../../contracts/blocked.js';
import { queueAgain } from '../claims/queue-again.js';
import { isReplaced } from '../claims/replaced.js';
import { earliest } from '../../../contracts/earliest.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import type { AutoRequeue, AutoRequeueState } from './state.js';
import { show, type WorkspaceStep } from '../step.js';

/** To be called when an item was blocked. `shown`: what its lineage says of that. */
export function planAutoRequeue(step: WorkspaceStep, item: Item, shown: readonly MirrorEntry[]): void {
  const { state, at } = step;
  const { requeue } = state;
  const why = shown.findLast((entry) => entry.kind === 'blocked')?.value;
  if (!requeue?.rules || why === undefined || !isRetryable(why.failureClass)) return;
  const key = itemKey(item.family, item.id);
  const count = own(requeue.items, key)?.count ?? 0;
  if (count >= requeue.rules.most || isReplaced(state, key)) return;
  if (state.rules >= 4 && autoRequeues(state).length >= LIMITS.requeues) return;
  const { runId, node, outcome, failureClass } = why;
  const due = momentAfter(at, cooldown(requeue, count));
  const planned: AutoRequeue = { count, at: due, why: { runId, node, outcome, failureClass } };
  requeue.items = { ...living(state, requeue), [key]: planned };
  show(step, announce(step, item, planned));
}

const cooldown = ({ rules }: AutoRequeueState, count: number): number =>
  rules?.cooldownSeconds[Math.min(count, rules.cooldownSeconds.length - 1)] ?? 0;

/** Without those that ended meanwhile. */
const living = ({ items }: SchedulerState, requeue: AutoRequeueState): AutoRequeueState['items'] =>
  Object.fromEntries(Object.entries(requeue.items).filter(([key]) => own(items, key) !== undefined));

function announce(step: WorkspaceStep, item: Item, { count, at: due, why }: AutoRequeue): MirrorEntry {
  const { state, at } = step;
  const of = state.requeue?.rules?.most ?? 0;
  const facts = { ...why, reason: item.reason ?? '' };
  if (due === null) return blockedEntry(item, facts, at);
  return blockedEntry(item, { ...facts, needsYou: false, requeue: { at: due, attempt: count + 1, of } }, at);
}

/** Somebody else decided about the item. How often it was queued again by itself still counts. */
export function forgetAutoRequeue({ requeue }: SchedulerState, { family, id }: Item): void {
  const one = own(requeue?.items ?? {}, itemKey(family, id));
  if (one !== undefined) one.at = null;
}

/** True when a blocked item is queued again by itself. */
export const isAutoRequeued = (state: SchedulerState, item: Item): boolean =>
  item.state === 'blocked' && planOf(state, itemKey(item.family, item.id)) !== null;

const planOf = ({ requeue }: SchedulerState, key: string): string | null => own(requeue?.items ?? {}, key)?.at ?? null;

/** The plans of items that are still blocked: a person may have been quicker. */
const autoRequeues = (state: SchedulerState): [string, AutoRequeue & { at: string }][] =>
  Object.entries(state.requeue?.items ?? {}).flatMap(([key, one]) =>
    one.at !== null && own(state.items, key)?.state === 'blocked' ? [[key, { ...one, at: one.at }]] : [],
  );

export function nextAutoRequeue(state: SchedulerState): string | null {
  if (state.requeue === undefined) return null;
  return earliest(autoRequeues(state).map(([, { at }]) => at));
}

/** Queues again what is due. True when there was any. */
export function autoRequeueDue(step: WorkspaceStep): boolean {
  const { state, at } = step;
  const due = autoRequeues(state).filter(([, one]) => one.at <= at);
  for (const [key, one] of due) autoRequeueOne(step, key, one);
  return due.length > 0;
}

function autoRequeueOne(step: WorkspaceStep, key: string, one: AutoRequeue): void {
  const { state, at } = step;
  const item = own(state.items, key);
  const { requeue } = state;
  if (item === undefined || requeue === undefined) return;
  const count = one.count + 1;
  put(requeue.items, key, { ...one, count, at: null });
  const attempt = { attempt_number: count, of: requeue.rules?.most ?? null, failure_class: one.why.failureClass };
  const data = { work_item: key, root: item.root, auto: true, ...attempt };
  const entries: MirrorEntry[] = [
    ...queueAgain(step, item),
    { kind: 'event', key: `requeued:${key}:${state.seq + 1}`, type: 'blocked_work_item_requeued', at, data },
  ];
  show(step, ...entries);
}

/** True when they are others than before. Switched off, what was planned waits for a person, and is shown so. */
export function takeAutoRequeueRules(step: WorkspaceStep, args: SpendArgs): boolean {
  const { state } = step;
  const rules = args.requeue ?? null;
  const before = state.requeue?.rules ?? null;
  if (rules === null) for (const [key, one] of autoRequeues(state)) cancel(step, key, one);
  if (JSON.stringify(rules) === JSON.stringify(before)) return false;
  state.requeue = { rules, items: state.requeue?.items ?? {} };
  return true;
}

function cancel(step: WorkspaceStep, key: string, one: AutoRequeue): void {
  const { state } = step;
  const item = own(state.items, key);
  if (item === undefined || state.requeue === undefined) return;
  const waiting = { ...one, at: null };
  put(state.requeue.items, key, waiting);
  show(step, announce(step, item, waiting));
}
