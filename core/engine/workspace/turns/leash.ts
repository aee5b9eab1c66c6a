// The leash that the holder of a turn runs on, derived from what operators and the stage budget say.
import type { Leash } from '../../../contracts/turns.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { closedFor } from './closed.js';
import { spendLimits } from '../usage/limits.js';

export const mayGo = (state: SchedulerState): boolean => state.pauses.length === 0 && !state.stopping;

/** It said that it stands still under the leash of now. */
export const isStill = ({ leashVersion }: SchedulerState, { heldUnder }: Turn): boolean => heldUnder === leashVersion;

/** No stage is in flight: nobody holds a turn, or all who do stand still. */
export const standsStill = (state: SchedulerState): boolean => state.turns.every((turn) => isStill(state, turn));

/** No stage and no delivery is in flight. */
export const isQuiet = (state: SchedulerState): boolean => standsStill(state) && state.delivery === undefined;

/** Of this turn. What changes in it is told under a new version only. */
export function leashOf(state: SchedulerState, turn: Turn): Leash {
  const { leashVersion: version, grant, nextRules: rules } = state;
  const limits = spendLimits(state, turn);
  const allowance = state.rules < 5 || state.allowance === null ? state.allowance : (turn.allotted ?? 0);
  const closed = state.rules < 5 ? [] : closedFor(state, turn);
  return {
    ...{ version, go: mayGo(state), grant, allowance, rules },
    ...(limits === undefined ? {} : { limits }),
    ...(state.prices === undefined || state.rules < 8 ? {} : { prices: state.prices }),
    ...(closed.length === 0 ? {} : { closed }),
  };
}
