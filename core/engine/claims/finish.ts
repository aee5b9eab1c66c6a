// An item that came to its end leaves the state.
import type { SchedulerState } from '../scheduler-state.js';
import { FINISHED_KEPT } from '../scheduler-state.js';
import { putInLine } from './order.js';

export const finish = (state: SchedulerState, key: string): void => end(state, key, 'done');

/**
 * Tasks that wait for one that was done, or replaced by others that are, wait for it no longer. `by`: id of the item that has
 * yet to be done in its place.
 */
export function end(state: SchedulerState, key: string, as: 'done' | 'superseded' | 'cancelled', by?: string): void {
  const item = state.items[key];
  if (item === undefined) return;
  delete state.items[key];
  const { sha256 } = item;
  const done = as === 'done' || (as === 'superseded' && by === undefined);
  state.finished.push({ key, sha256, done, ...(as === 'done' ? {} : { as }), ...(by === undefined ? {} : { by }) });
  if (state.finished.length > FINISHED_KEPT) state.finished.shift();
  if (item.family === 'task' && done) release(state, [item.id]);
}

/** These tasks are done: whoever waits for nothing else gets in line. True when anybody waits for less. */
export function release(state: SchedulerState, doneIds: string[]): boolean {
  const done = new Set(doneIds);
  const waiting = state.waiting;
  state.waiting = [];
  let released = false;
  for (const key of waiting) {
    const item = state.items[key];
    if (item === undefined) continue;
    released ||= item.waitsFor.some((id) => done.has(id));
    item.waitsFor = item.waitsFor.filter((id) => !done.has(id));
    putInLine(state, item);
  }
  return released;
}
