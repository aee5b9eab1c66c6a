// Who gets a turn next, in the order of claims, as far as people look: see `claimNext`.
import { isEntered } from '../claims/order.js';
import { preferredRoots } from '../closure/target.js';
import type { SchedulerState } from '../scheduler-state.js';
import { FOREGROUND } from './claim.js';
import { own } from '../../../own.js';

const SHOWN = 20;

export function nextItems(state: SchedulerState): { family: string; id: string }[] {
  const keys = new Set<string>();
  for (const line of lines(state)) {
    for (const key of line) {
      if (keys.size >= SHOWN) break;
      if (isEntered(state, key)) keys.add(key);
    }
  }
  return [...keys].flatMap((key) => own(state.items, key) ?? []).map(({ family, id }) => ({ family, id }));
}

/** Lines of open targets come before those of all work. */
function* lines(state: SchedulerState): Generator<string[]> {
  for (const root of preferredRoots(state))
    for (const plane of FOREGROUND) yield own(state.index.ready, `${plane}/${root}`) ?? [];
  for (const plane of FOREGROUND) yield state.ready[plane];
}
