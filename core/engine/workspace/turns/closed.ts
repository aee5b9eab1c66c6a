// A turn whose stage waits for its runner closes that runner for all other lanes: one stage tries it, and the others start none
// of it until that stage got over it or its turn is back. From revision 5 on.
import type { RunnerWait } from '../../../contracts/turns.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { byAge } from './lanes.js';

/** Later sayings win over earlier ones, in whatever order they come. */
export function noteRunner(turn: Turn, said: RunnerWait | undefined): void {
  if (said !== undefined && said.order > (turn.runner?.order ?? -1)) turn.runner = said;
}

/** Runners that this turn may not use, sorted: the oldest turn that waits for one tries it. */
export function closedFor(state: SchedulerState, turn: Turn): string[] {
  const tried = new Map<string, number>();
  for (const { number, lane, runner } of byAge(state))
    if (lane !== null && runner?.waits && !tried.has(runner.waits.runner)) tried.set(runner.waits.runner, number);
  return [...tried].flatMap(([name, by]) => (by === turn.number ? [] : [name])).sort();
}

/** The turn is told which runners are closed. */
export function rememberClosed(state: SchedulerState, turn: Turn): void {
  const closed = state.rules < 5 ? [] : closedFor(state, turn);
  if (closed.length > 0) turn.closed = closed;
  else delete turn.closed;
}

/** True when some turn knows other runners as closed than there are. */
export const isClosedNews = (state: SchedulerState): boolean =>
  state.rules >= 5 && state.turns.some((turn) => closedFor(state, turn).join() !== (turn.closed ?? []).join());
