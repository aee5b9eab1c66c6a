// An item that came to its end leaves the state.
import type { SchedulerState } from '../scheduler-state.js';
import { FINISHED_KEPT } from '../scheduler-state.js';
import { putInLine } from './order.js';

export const finish = (state: SchedulerState, key: string): void => end(state, key, 'done');

/** Tasks that wait for one that was done, or replaced by others, wait for it no longer. */
export function end(state: SchedulerState, key: string, as: 'done' | 'superseded' | 'cancelled'): void {
  const item = state.items[key];
  if (item === undefined) return;
  delete state.items[key];
  const { sha256 } = item;
  state.finished.push(as === 'done' ? { key, sha256, done: true } : { key, sha256, done: as === 'superseded', as });
  if (state.finished.length > FINISHED_KEPT) state.finished.shift();
  if (item.family === 'task' && as !== 'cancelled') release(state, [item.id]);
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
