// An item that came to its end leaves the state.
import type { SchedulerState } from '../scheduler-state.js';
import { FINISHED_KEPT } from '../scheduler-state.js';
import { forgetBlocked, takeWaiters } from './item-index.js';
import { putInLine, takeOutOfLine } from './order.js';
import { own } from '../../../own.js';

export const finish = (state: SchedulerState, key: string): void => end(state, key, 'done');

/**
 * Items that wait for one that was done, or replaced by others that are, wait for it no longer. `by`: id of the item that has
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
  if (done) release(state, [key]);
}

/** The items of these keys are done: whoever waits for nothing else gets in line. True when anybody waits for less. */
export function release(state: SchedulerState, doneKeys: string[]): boolean {
  const waiters = doneKeys.flatMap((done) =>
    takeWaiters(state, done).map((key) => letGo(state, key, done.slice(done.indexOf('/') + 1))),
  );
  return waiters.includes(true);
}

/** False when the item does not wait for that one any more. */
function letGo(state: SchedulerState, key: string, needed: string): boolean {
  const item = own(state.items, key);
  if (item?.state !== 'queued' || !item.waitsFor.includes(needed)) return false;
  takeOutOfLine(state, key);
  item.waitsFor = item.waitsFor.filter((id) => id !== needed);
  putInLine(state, item);
  return true;
}
