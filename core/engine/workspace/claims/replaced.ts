// Work that was handed off to planning is replaced by what planning makes of it. When all of that is done the blocked
// original is superseded, and what waited for it goes on.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { end } from './finish.js';
import { own } from '../../../own.js';
import type { WorkspaceStep } from '../step.js';

/** Key of the item that what this one emits will replace: itself when it was handed off, else what it replaces. */
export function standsFor(state: SchedulerState, item: Item, handedOff: boolean): string | undefined {
  if (state.rules < 3) return undefined;
  return handedOff ? itemKey(item.family, item.id) : item.replaces;
}

/** True when work that is to replace this item, or helps to, is still going on. */
export const isReplaced = ({ items }: SchedulerState, key: string): boolean =>
  Object.values(items).some((item) => item.replaces === key);

/** To be called when an item that replaces `key` was done. */
export function supersedeReplaced(step: WorkspaceStep, key: string): MirrorEntry[] {
  const { state, at } = step;
  const original = own(state.items, key);
  if (original?.state !== 'blocked') return [];
  if (isReplaced(state, key)) return [];
  const { family, id, sha256, replaces } = original;
  end(state, key, 'superseded');
  const data = { work_item: key, root: original.root };
  const entries: MirrorEntry[] = [
    { kind: 'place', order: [state.seq + 1, 0], family, id, state: 'superseded', sha256 },
    { kind: 'event', key: `superseded:${key}`, type: 'work_item_superseded', at, data },
  ];
  // It may itself have been part of what replaces another.
  return replaces === undefined ? entries : [...entries, ...supersedeReplaced(step, replaces)];
}
