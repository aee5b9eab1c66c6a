// What is told of an item once stays with it from place to place. Changes after that leave it out, so nothing of it may go with an entry that
// is never shown because a newer one of the same item came with it.
import { isDeepStrictEqual } from 'node:util';
import type { Order } from '../../core/contracts/mirror.js';
import { compareOrders, type Shown } from './manifest.js';

/** The parts of `Shown` that are told once. */
export type Origin = Pick<Shown, 'generation' | 'replaces' | 'replacedBy' | 'story'>;

/** The last word on each part, whatever is left out later. Of equal orders the later one in the list counts. */
export function originIn(told: readonly (Origin & { order: Order | null })[]): Origin {
  const inOrder = told.toSorted((a, b) => compareOrders(a.order, b.order));
  return inOrder.reduce<Origin>((all, one) => ({ ...all, ...originOf(one) }), {});
}

export const originOf = ({ generation, replaces, replacedBy, story }: Origin): Origin => ({
  ...(generation === undefined ? {} : { generation }),
  ...(replaces === undefined ? {} : { replaces }),
  ...(replacedBy === undefined ? {} : { replacedBy }),
  ...(story === undefined ? {} : { story }),
});

export const isSameOrigin = (one: Origin, other: Origin): boolean => isDeepStrictEqual(originOf(one), originOf(other));
