// An item that came to its end leaves the state.
import type { SchedulerState } from '../scheduler-state.js';
import { FINISHED_KEPT } from '../scheduler-state.js';
import { forgetBlocked, takeWaiters } from './item-index.js';
import { putInLine, takeOutOfLine } from './order.js';
import { own } from '../../../own.js';

export const finish = (state: SchedulerState, key: string): void => end(state, key, 'done');

/**
 * Tasks that wait for one that was done, or replaced by others that are, wait for it no longer. `by`: id of the item that has
 * yet to be done in its place.
 */
export function end(state: SchedulerState, key: string, as: 'done' | 'superseded' | 'cancelled', by?: string): void {
  const item = own(state.items, key);
  if (item === undefined) return;
  forgetBlocked(state, item);
  delete state.items[key];
  const { sha256 } = item;
  const done = as === 'done' || (as === 'superseded' && by === undefined);
  state.finished.push({ key, sha256, done, ...(as === 'done' ? {} : { as }), ...(by === undefined ? {} : { by }) });
  if (state.finished.length > FINISHED_KEPT) state.finished.shift();
  if (item.family === 'task' && done) release(state, [item.id]);
}

/** These tasks are done: whoever waits for nothing else gets in line. True when anybody waits for less. */
export function release(state: SchedulerState, doneIds: string[]): boolean {
  const waiters = doneIds.flatMap((id) => takeWaiters(state, id).map((key) => letGo(state, key, id)));
  return waiters.includes(true);
}

/** False when the item does not wait for the task any more. */
function letGo(state: SchedulerState, key: string, task: string): boolean {
  const item = own(state.items, key);
  if (item?.state !== 'queued' || !item.waitsFor.includes(task)) return false;
  takeOutOfLine(state, key);
  item.waitsFor = item.waitsFor.filter((id) => id !== task);
  putInLine(state, item);
  return true;
}
