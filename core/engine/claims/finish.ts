// A done item leaves the state and releases the tasks that wait for it.
import type { SchedulerState } from '../scheduler-state.js';
import { FINISHED_KEPT } from '../scheduler-state.js';
import { putInLine } from './order.js';

export function finish(state: SchedulerState, key: string): void {
  const item = state.items[key];
  if (item === undefined) return;
  delete state.items[key];
  state.finished.push({ key, sha256: item.sha256, done: true });
  if (state.finished.length > FINISHED_KEPT) state.finished.shift();
  if (item.family === 'task') release(state, [item.id]);
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
