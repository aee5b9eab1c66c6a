// The leash that the holder of a turn runs on, derived from what operators and the stage budget say.
import type { Leash } from '../../../contracts/turns.js';
import type { SchedulerState } from '../scheduler-state.js';
import { spendLimits } from '../usage/limits.js';

export const mayGo = (state: SchedulerState): boolean => state.pauses.length === 0 && !state.stopping;

/** Nothing is in flight: nobody holds the turn, or its holder said that it stands still under the leash of now. */
export const standsStill = (state: SchedulerState): boolean =>
  state.active === null || state.active.heldUnder === state.leashVersion;

export function currentLeash(state: SchedulerState): Leash {
  const { leashVersion: version, grant, allowance, nextRules: rules } = state;
  const limits = spendLimits(state);
  return { version, go: mayGo(state), grant, allowance, rules, ...(limits === undefined ? {} : { limits }) };
}
