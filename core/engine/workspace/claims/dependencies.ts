// What an item has to wait for: the tasks that it names, or those that took their place, as far as they are not done. A draft waits for
// drafts in the same way.
import { neededFamily } from '../../../contracts/families.js';
import type { SchedulerEffect } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { own } from '../../../own.js';

/** Of which family the items are that one of this family waits for. Until rules 7 all waited for tasks. */
export const waitedFamily = ({ rules }: SchedulerState, family: string): string =>
  rules >= 7 ? neededFamily(family) : 'task';

/** `family`: of the item that names them. `unknown`: those that only the index on disk may know as done. */
export function openDependencies(
  state: SchedulerState,
  family: string,
  named: readonly string[],
): { waitsFor: string[]; unknown: string[] } {
  const of = waitedFamily(state, family);
  const all = [...new Set(named.map((id) => standIn(state, of, id)))];
  const waitsFor = all.filter((id) => !isDone(state, itemKey(of, id)));
  return { waitsFor, unknown: waitsFor.filter((id) => own(state.items, itemKey(of, id)) === undefined) };
}

/** Asks the disk about these; nothing where there are none. */
export function lookupOf(state: SchedulerState, family: string, ids: string[]): SchedulerEffect[] {
  const of = waitedFamily(state, family);
  return ids.length === 0 ? [] : [{ type: 'lookup', ids, ...(of === 'task' ? {} : { family: of }) }];
}

/** `key`: of an item that ended lately. */
export const isDone = ({ finished }: SchedulerState, key: string): boolean =>
  finished.some((one) => one.done && one.key === key);

/** The item of this family that took the place of this one, or of the one that did; else itself. */
export function standIn(state: SchedulerState, family: string, named: string): string {
  for (let id = named, steps = 0; ; steps += 1) {
    const by = state.finished.find((one) => one.key === itemKey(family, id))?.by;
    if (by === undefined || steps > state.finished.length) return id;
    id = by;
  }
}
