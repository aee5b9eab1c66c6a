// In the workspace, which sees all items: a runner that breaks off at once with one message, whatever the item, is broken.
// Whose item comes next is told, and what was blocked by it is queued again when somebody got over it. From revision 4 on.
import type { FailureName } from '../../contracts/failures.js';
import type { MirrorEntry } from '../../contracts/mirror.js';
import type { ActivateMessage, LeftMessage } from '../../contracts/turns.js';
import { own } from '../../own.js';
import { queueAgain } from './claims/queue-again.js';
import { isReplaced } from './claims/replaced.js';
import { forgetPlan } from './requeue/requeue.js';
import type { SchedulerEffect } from './scheduler-events.js';
import type { SchedulerState } from './scheduler-state.js';

/** Of more items that were blocked in a row nobody is queued again by itself. */
const MOST = 50;

/** What the next item is told. One that broke off itself is no witness to its own message. */
export function suspected({ rules, broken }: SchedulerState, key: string): Pick<ActivateMessage, 'brokeOff'> {
  if (rules < 4 || broken === undefined || broken.keys.every((other) => other === key)) return {};
  return { brokeOff: broken.message };
}

/** To be called when a turn has come back and its item is settled. */
export function noteBrokeOff(
  state: SchedulerState,
  key: string,
  { state: end, brokeOff, recovered }: LeftMessage,
  at: string,
  effects: SchedulerEffect[],
): void {
  if (state.rules < 4) return;
  if (recovered !== undefined && state.broken?.message === recovered) release(state, at, effects);
  if (end !== 'done' && end !== 'blocked') return;
  if (brokeOff === undefined) delete state.broken;
  else if (end === 'blocked') state.broken = { message: brokeOff, keys: blockedBy(state, key, brokeOff) };
}

function blockedBy({ broken }: SchedulerState, key: string, message: string): string[] {
  const others = broken?.message === message ? broken.keys.filter((other) => other !== key) : [];
  return [...others, key].slice(-MOST);
}

function release(state: SchedulerState, at: string, effects: SchedulerEffect[]): void {
  for (const key of state.broken?.keys ?? []) {
    const item = own(state.items, key);
    if (item?.state !== 'blocked' || isReplaced(state, key)) continue;
    forgetPlan(state, item);
    const data = { work_item: key, root: item.root, auto: true, failure_class: 'runner_broken' satisfies FailureName };
    const entries: MirrorEntry[] = [
      ...queueAgain(state, item, effects),
      { kind: 'event', key: `requeued:${key}:${state.seq + 1}`, type: 'blocked_work_item_requeued', at, data },
    ];
    effects.push({ type: 'mirror', entries });
  }
  delete state.broken;
}
