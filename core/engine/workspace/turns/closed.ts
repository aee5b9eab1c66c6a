// A turn whose stage waits for its runner closes that runner for all other lanes: one stage tries it, and the others start none
// of it until that stage got over it or its turn is back. Known by runner and cause, so that each cause is tried by somebody.
// From revision 5 on.
import type { ClosedRunner, RunnerWait } from '../../../contracts/turns.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { byAge } from './lanes.js';

/** Later sayings win over earlier ones, in whatever order they come. */
export function noteRunner(turn: Turn, said: RunnerWait | undefined): void {
  if (said !== undefined && said.order > (turn.runner?.order ?? -1)) turn.runner = said;
}

/**
 * What this turn may not use, sorted: the oldest turn that waits for something tries it. Whoever tries a runner because of one cause
 * does so whatever else is wrong with it, or two would wait for each other.
 */
export function closedFor(state: SchedulerState, turn: Turn): ClosedRunner[] {
  const tried = triedIn(state);
  const own = tried.find(({ by }) => by === turn.number)?.what.runner;
  const others = tried.filter(({ by, what }) => by !== turn.number && what.runner !== own);
  return others.map(({ what }) => what).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** What is waited for, each by the turn that tries it. */
function triedIn(state: SchedulerState): { by: number; what: ClosedRunner }[] {
  const tried = new Map<string, { by: number; what: ClosedRunner }>();
  for (const { number, lane, runner } of byAge(state)) {
    const what = lane === null ? null : (runner?.waits ?? null);
    if (what !== null && !tried.has(nameOf(what))) tried.set(nameOf(what), { by: number, what });
  }
  return [...tried.values()];
}

const nameOf = ({ runner, cause, permission }: ClosedRunner): string => [runner, cause, permission ?? ''].join('\n');

/** The turn is told what is closed. */
export function rememberClosed(state: SchedulerState, turn: Turn): void {
  const closed = state.rules < 5 ? [] : closedFor(state, turn);
  if (closed.length > 0) turn.closed = closed;
  else delete turn.closed;
}

/** True when some turn knows others as closed than there are. */
export const isClosedNews = (state: SchedulerState): boolean =>
  state.rules >= 5 && state.turns.some((turn) => namesOf(closedFor(state, turn)) !== namesOf(turn.closed ?? []));

const namesOf = (closed: readonly ClosedRunner[]): string => closed.map(nameOf).join('\n\n');
