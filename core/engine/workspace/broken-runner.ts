// In the workspace, which sees all items: a runner that breaks off at once with one message, whatever the item, is broken.
// Whose item comes next is told, and what was blocked by it is queued again when somebody got over it. From revision 4 on.
import type { FailureName } from '../../contracts/failures.js';
import type { MirrorEntry } from '../../contracts/mirror.js';
import type { ActivateMessage, LeftMessage } from '../../contracts/turns.js';
import { own } from '../../own.js';
import { queueAgain } from './claims/queue-again.js';
import { isReplaced } from './claims/replaced.js';
import { forgetAutoRequeue } from './auto-requeue/auto-requeue.js';
import type { SchedulerState } from './scheduler-state.js';
import { show, type WorkspaceStep } from './step.js';

/** Of more items that were blocked in a row nobody is queued again by itself. */
const MOST = 50;

/** What the next item is told. One that broke off itself is no witness to its own message. */
export function suspected({ rules, broken }: SchedulerState, key: string): Pick<ActivateMessage, 'brokeOff'> {
  if (rules < 4 || broken === undefined || broken.keys.every((other) => other === key)) return {};
  return { brokeOff: broken.message };
}

/** To be called when a turn has come back and its item is settled. */
export function noteBrokeOff(step: WorkspaceStep, key: string, { state: end, brokeOff, recovered }: LeftMessage): void {
  const { state } = step;
  if (state.rules < 4) return;
  if (recovered !== undefined && state.broken?.message === recovered) release(step);
  if (end !== 'done' && end !== 'blocked') return;
  if (brokeOff === undefined) delete state.broken;
  else if (end === 'blocked') state.broken = { message: brokeOff, keys: blockedBy(state, key, brokeOff) };
}

function blockedBy({ broken }: SchedulerState, key: string, message: string): string[] {
  const others = broken?.message === message ? broken.keys.filter((other) => other !== key) : [];
  return [...others, key].slice(-MOST);
}

function release(step: WorkspaceStep): void {
  const { state, at } = step;
  for (const key of state.broken?.keys ?? []) {
    const item = own(state.items, key);
    if (item?.state !== 'blocked' || isReplaced(state, key)) continue;
    forgetAutoRequeue(state, item);
    const data = { work_item: key, root: item.root, auto: true, failure_class: 'runner_broken' satisfies FailureName };
    const entries: MirrorEntry[] = [
      ...queueAgain(step, item),
      { kind: 'event', key: `requeued:${key}:${state.seq + 1}`, type: 'blocked_work_item_requeued', at, data },
    ];
    show(step, ...entries);
  }
  delete state.broken;
}
