// An item that is not active leaves the queue for good, by the word of an operator.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import { end } from '../claims/finish.js';
import { takeOutOfLine } from '../claims/order.js';
import { withdraw } from '../closure/withdraw.js';
import { type Item, itemKey } from '../scheduler-state.js';
import { unhelped } from './unhelped.js';
import type { WorkspaceStep } from '../step.js';
import { mayRetire } from '../turns/retire.js';

export interface Removal {
  as: 'done' | 'superseded' | 'cancelled';
  /** For whoever it was to help, e.g. `cancelled by ada`. */
  how: string;
  /** Id of the item that has yet to be done in its place; absent = of none. */
  by?: string;
}

/** Its place is part of what is returned. */
export function remove(step: WorkspaceStep, item: Item, { as, how, by }: Removal): MirrorEntry[] {
  const { state } = step;
  const { family, id, sha256, replaces } = item;
  const key = itemKey(family, id);
  takeOutOfLine(state, key);
  end(state, key, as, by);
  mayRetire(step, item.root);
  const replacedBy = by === undefined ? {} : { replacedBy: by };
  return [
    { kind: 'place', order: [state.seq + 1, 0], family, id, state: as, sha256, ...replacedBy },
    ...(as === 'done' ? [] : withdraw(step, item)),
    ...unhelped(step, replaces, `${family} ${id} was ${how}`),
  ];
}
