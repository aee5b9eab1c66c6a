// What has to be found at once however many items there are: built from the items, kept with every change, never carried.
import type { Plane } from '../../../contracts/families.js';
import { waitedFamily } from './dependencies.js';
import { itemKey, type Item, type SchedulerState } from '../scheduler-state.js';
import { listIn, own, put } from '../../../own.js';
import { set } from '../../../set.js';

/** The line of a root in a plane; made when there is none. */
export const lineOf = ({ index }: SchedulerState, plane: Plane, root: string): string[] =>
  listIn(index.ready, `${plane}/${root}`);

/** `by`: 1 for an item that gets in line, -1 for one that leaves it. */
export function countItem({ index }: SchedulerState, { family, root }: Item, plane: Plane, by: 1 | -1): void {
  add(index.families, family, by);
  if (plane !== 'learning') add(index.roots, root, by);
}

function add(counts: Record<string, number>, name: string, by: number): void {
  const now = (own(counts, name) ?? 0) + by;
  if (now > 0) put(counts, name, now);
  else delete counts[name];
}

export function noteNeeds(state: SchedulerState, item: Item): void {
  const { index } = state;
  const of = waitedFamily(state, item.family);
  for (const id of item.waitsFor) listIn(index.waiters, itemKey(of, id)).push(itemKey(item.family, item.id));
}

/** Keys of the items that may wait for the one of this key; they are not looked for again. */
export function takeWaiters({ index }: SchedulerState, key: string): string[] {
  const keys = own(index.waiters, key) ?? [];
  delete index.waiters[key];
  return keys;
}

/** An item that is in no line stands still for a reason. */
export function block(state: SchedulerState, item: Item, reason: string | null): void {
  set(item, { state: 'blocked', reason });
  forgetBlocked(state, item);
  state.index.blocked.push(itemKey(item.family, item.id));
}

export function forgetBlocked({ index }: SchedulerState, { family, id }: Item): void {
  const key = itemKey(family, id);
  if (index.blocked.includes(key)) index.blocked = index.blocked.filter((other) => other !== key);
}

export const blockedItems = ({ index, items }: SchedulerState): Item[] =>
  index.blocked.flatMap((key) => own(items, key) ?? []);
