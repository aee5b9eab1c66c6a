// An item that was blocked or active gets in line anew, behind what it still has to wait for.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { SchedulerEffect } from '../scheduler-events.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { openDependencies } from './dependencies.js';
import { putInLine } from './order.js';

/** To be called for an item that is in no line; its place is returned. */
export function queueAgain(state: SchedulerState, item: Item, effects: SchedulerEffect[]): MirrorEntry[] {
  const { family, id, sha256 } = item;
  const { waitsFor, unknown } = openDependencies(state, item.waitsFor);
  Object.assign(item, { state: 'queued', reason: null, waitsFor });
  putInLine(state, item);
  if (unknown.length > 0) effects.push({ type: 'lookup', ids: unknown });
  return [{ kind: 'place', order: [state.seq + 1, 0], family, id, state: 'queued', sha256 }];
}
