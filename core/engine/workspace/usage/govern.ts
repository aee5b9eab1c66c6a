// After every event: work pauses when a rule is used up, and goes on when none is. Free of charge where nothing is governed.
import { blocks } from '../../../contracts/spending.js';
import { tellHolders } from '../control/tell.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { isStill, mayGo, standsStill } from '../turns/leash.js';
import { hasLoan } from './lend.js';
import { learnsAgainAt, waitsForShare } from './share.js';
import { measureAll } from './measure-all.js';
import { lift, pauseBy } from './pause.js';
import { isGoverned, resumesAt } from './state.js';
import type { WorkspaceStep } from '../step.js';

/** To be called when the event has its `seq`. */
export function govern(step: WorkspaceStep): void {
  const { state, at } = step;
  const { usage, turns } = state;
  if (!usage?.rules) return;
  measureAll(state, at);
  const blockers = usage.views.filter(blocks);
  if (blockers.length > 0) return hold(step, blockers);
  if (isGoverned(state)) {
    if (!usage.rules.autoResume) return;
    lift(step, state.seq);
    return tellHolders(step);
  }
  // It stands still under limits that have room again.
  if (mayGo(state) && turns.some((turn) => turn.usedUp && isStill(state, turn) && mayHaveMore(state, turn)))
    tellHolders(step);
}

const mayHaveMore = (state: SchedulerState, turn: Turn): boolean => !waitsForShare(state, turn) && hasLoan(state, turn);

function hold(step: WorkspaceStep, blockers: NonNullable<SchedulerState['usage']>['blockers']): void {
  const { state } = step;
  if (state.usage !== undefined && isGoverned(state)) {
    state.usage.blockers = blockers;
    return;
  }
  const still = standsStill(state);
  pauseBy(step, blockers, state.seq);
  if (!still) tellHolders(step);
}

/** True when the moment has come at which nothing blocks any more. */
export const isDueToResume = (state: SchedulerState, at: string): boolean =>
  [resumesAt(state), learnsAgainAt(state)].some((moment) => (moment ?? '~') <= at);
