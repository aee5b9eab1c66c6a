// The order of claims: rank of the family, then created_at, then id. Queues are kept sorted, so a claim costs the same
// however long they are.
import { FAMILIES, type Plane } from '../../contracts/families.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';

const familyOf = (key: string): string => key.slice(0, key.indexOf('/'));

/** Plane of an item's key; execution for a family that this revision does not know (it is never admitted). */
export const planeOf = (key: string): Plane => FAMILIES[familyOf(key)]?.plane ?? 'execution';

/** Puts a queued item where it belongs: into its queue, or among those that wait for other tasks. */
export function putInLine(state: SchedulerState, item: Item): void {
  const key = itemKey(item.family, item.id);
  const queue = item.waitsFor.length > 0 ? state.waiting : state.ready[planeOf(key)];
  queue.splice(positionOf(state, queue, item), 0, key);
}

export function takeOutOfLine(state: SchedulerState, key: string): void {
  const plane = planeOf(key);
  state.ready[plane] = state.ready[plane].filter((other) => other !== key);
  state.waiting = state.waiting.filter((other) => other !== key);
}

export function takeFirst(state: SchedulerState, plane: Plane): Item | undefined {
  const key = state.ready[plane].shift();
  return key === undefined ? undefined : state.items[key];
}

function positionOf(state: SchedulerState, queue: string[], item: Item): number {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = state.items[queue[middle] ?? ''];
    if (other !== undefined && before(other, item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** True when `a` is claimed before `b`. */
export function before(a: Item, b: Item): boolean {
  const rank = (FAMILIES[a.family]?.rank ?? 0) - (FAMILIES[b.family]?.rank ?? 0);
  if (rank !== 0) return rank < 0;
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt;
  return a.id < b.id;
}
