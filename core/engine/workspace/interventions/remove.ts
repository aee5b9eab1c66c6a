// An item that is not active leaves the queue for good, by the word of an operator.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import { end } from '../claims/finish.js';
import { takeOutOfLine } from '../claims/order.js';
import { withdraw } from '../closure/withdraw.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { unhelped } from './unhelped.js';

/** `how`: for whoever it was to help, e.g. `cancelled by ada`. Its place is part of what is returned. */
export function remove(
  state: SchedulerState,
  item: Item,
  as: 'done' | 'superseded' | 'cancelled',
  how: string,
  at: string,
  by?: string,
): MirrorEntry[] {
  const { family, id, sha256, replaces } = item;
  const key = itemKey(family, id);
  takeOutOfLine(state, key);
  end(state, key, as, by);
  const replacedBy = by === undefined ? {} : { replacedBy: by };
  return [
    { kind: 'place', order: [state.seq + 1, 0], family, id, state: as, sha256, ...replacedBy },
    ...(as === 'done' ? [] : withdraw(state, item, at)),
    ...unhelped(state, replaces, `${family} ${id} was ${how}`, at),
  ];
}
