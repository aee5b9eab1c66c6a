// What an item has to wait for: the tasks that it names, or those that took their place, as far as they are not done.
import type { SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { own } from '../../../own.js';

/** `unknown`: those that only the index on disk may know as done. */
export function openDependencies(
  state: SchedulerState,
  named: readonly string[],
): { waitsFor: string[]; unknown: string[] } {
  const all = [...new Set(named.map((id) => standIn(state, id)))];
  const waitsFor = all.filter((id) => !isDone(state, itemKey('task', id)));
  return { waitsFor, unknown: waitsFor.filter((id) => own(state.items, itemKey('task', id)) === undefined) };
}

/** `key`: of an item that ended lately. */
export const isDone = ({ finished }: SchedulerState, key: string): boolean =>
  finished.some((one) => one.done && one.key === key);

/** The task that took the place of this one, or of the one that did; else itself. */
export function standIn(state: SchedulerState, task: string): string {
  for (let id = task, steps = 0; ; steps += 1) {
    const by = state.finished.find((one) => one.key === itemKey('task', id))?.by;
    if (by === undefined || steps > state.finished.length) return id;
    id = by;
  }
}
