// The leash that the holder of a turn runs on, derived from what operators and the stage budget say.
import type { Leash } from '../../contracts/turns.js';
import type { SchedulerState } from '../scheduler-state.js';

export const mayGo = (state: SchedulerState): boolean => state.pauses.length === 0 && !state.stopping;

export function currentLeash(state: SchedulerState): Leash {
  return { version: state.leashVersion, go: mayGo(state), grant: state.grant, allowance: state.allowance };
}
