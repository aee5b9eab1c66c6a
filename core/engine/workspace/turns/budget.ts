// The stage budget, shared by the lanes: a turn is allotted so many stages of it, and what it does not start goes back. All that
// is allotted is never more than the budget, so that the lanes together start no more; only what is in flight when a budget
// comes may go beyond it. From revision 5 on.
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { countLanes } from './lanes.js';

interface Report {
  grant: number;
  remaining: number | null;
  started?: number;
}

/** A stage that was in flight when the budget came may be more than its share: the budget is overrun by it. */
const unstarted = ({ allotted = 0, started = 0 }: Turn): number => Math.max(0, allotted - started);

/** Stages that no turn is allotted; Infinity = no budget. */
export const leftToAllot = ({ allowance, turns }: SchedulerState): number =>
  allowance === null ? Infinity : Math.max(0, allowance - turns.reduce((sum, turn) => sum + unstarted(turn), 0));

/** Gives a turn its share of what is left: so much that every lane without one could have as much. */
export function allot(state: SchedulerState, turn: Turn): void {
  const left = leftToAllot(state);
  if (left === Infinity) return;
  const others = state.turns.filter((one) => one !== turn && unstarted(one) > 0 && one.lane !== null).length;
  const share = Math.max(1, Math.floor(left / Math.max(1, countLanes(state) - others)));
  turn.allotted = (turn.allotted ?? 0) + Math.min(left, share);
  turn.started ??= 0;
}

/** What a turn has not started of its share goes back. */
export function giveBackShare(turn: Turn): void {
  if (turn.allotted !== undefined) turn.allotted = turn.started ?? 0;
}

/** Another budget: what was allotted of the old one counts no more. */
export function allotAnew(state: SchedulerState): void {
  for (const turn of state.turns) {
    delete turn.allotted;
    delete turn.started;
  }
  if (state.rules < 5 || state.allowance === null) return;
  for (const turn of state.turns) if (turn.lane !== null) allot(state, turn);
}

/** Counts what a turn has started, unless a newer budget was granted meanwhile. Late reports add nothing. */
export function countStarted(state: SchedulerState, turn: Turn, { grant, remaining, started }: Report): void {
  if (grant !== state.grant) return;
  if (state.rules < 5) {
    state.allowance = remaining;
    return;
  }
  if (state.allowance === null || remaining === null) return;
  const known = turn.started ?? 0;
  const now = Math.max(known, started ?? (turn.allotted ?? 0) - remaining);
  turn.started = now;
  state.allowance = Math.max(0, state.allowance - (now - known));
}

/** A turn stands still for want of a share, and there is some of the budget to give. */
export const isShort = (state: SchedulerState, turn: Turn): boolean =>
  state.rules >= 5 && state.allowance !== null && turn.lane !== null && unstarted(turn) <= 0 && leftToAllot(state) > 0;
