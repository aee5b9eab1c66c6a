// Why an item of the state waits for others.
import { waitedFamily } from './dependencies.js';
import { type Item, itemKey, type SchedulerState } from '../scheduler-state.js';
import { type Needed, type Why, whyWaits } from './why.js';
import { LIMITS } from '../../../contracts/limits.js';
import { own } from '../../../own.js';

export function whyItemWaits(state: SchedulerState, item: Pick<Item, 'family' | 'id' | 'waitsFor'>): Why {
  const of = waitedFamily(state, item.family);
  const named = state.rules < 4 ? LIMITS.listIds : undefined;
  return whyWaits(item, item.waitsFor, (id) => needed(state, itemKey(of, id)), { named, of });
}

function needed(state: SchedulerState, key: string): Needed | undefined {
  const item = own(state.items, key);
  if (item !== undefined) return { state: item.state, needs: item.waitsFor };
  const as = state.finished.find((one) => one.key === key)?.as;
  return as === undefined ? undefined : { state: as, needs: [] };
}
