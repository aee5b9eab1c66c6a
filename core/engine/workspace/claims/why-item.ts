// Why an item of the state waits for tasks.
import { type Item, itemKey, type SchedulerState } from '../scheduler-state.js';
import { type Needed, type Why, whyWaits } from './why.js';
import { LIMITS } from '../../../contracts/limits.js';
import { own } from '../../../own.js';

export const whyItemWaits = (state: SchedulerState, item: Pick<Item, 'family' | 'id' | 'waitsFor'>): Why =>
  whyWaits(item, item.waitsFor, (task) => needed(state, task), state.rules < 4 ? LIMITS.listIds : undefined);

function needed(state: SchedulerState, task: string): Needed | undefined {
  const key = itemKey('task', task);
  const item = own(state.items, key);
  if (item !== undefined) return { state: item.state, needs: item.waitsFor };
  const as = state.finished.find((one) => one.key === key)?.as;
  return as === undefined ? undefined : { state: as, needs: [] };
}
