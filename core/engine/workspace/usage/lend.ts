// Money that turns may still spend is lent to them: what is counted and what is lent are together never more than the rules for the
// workspace allow, so that only stages in flight go beyond them. Who stands still gives back what it has not spent. From revision 8 on.
import type { RuleView } from '../../../contracts/spending.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { countLanes } from '../turns/lanes.js';
import { shareLeft } from './share.js';

/** What a turn may spend and has not, as far as that is counted. */
const unspent = ({ lent = 0, money = 0 }: Turn): number => Math.max(0, lent - money);

const moneyRules = ({ usage }: SchedulerState): RuleView[] =>
  (usage?.views ?? []).filter(({ currency }) => currency !== undefined);

/** Millionths that the nearest rule leaves; Infinity = there is none. */
const leftIn = (state: SchedulerState): number =>
  Math.min(Infinity, ...moneyRules(state).map(({ threshold, observed }) => Math.max(0, threshold - observed)));

/** What nobody was lent of it, as far as this turn may have it. */
function loanable(state: SchedulerState, turn: Turn): number {
  const others = state.turns.reduce((sum, one) => (one === turn ? sum : sum + unspent(one)), 0);
  const share = turn.plane === 'learning' ? shareLeft(state, true) : Infinity;
  return Math.min(share, Math.max(0, leftIn(state) - others));
}

/** Gives a turn that has a lane, and has spent its loan, a new one: so much that every lane without one could have as much. */
export function lend(state: SchedulerState, turn: Turn): void {
  if (state.rules < 8 || leftIn(state) === Infinity) return void delete turn.lent;
  if (turn.lane === null) return giveBackLoan(turn);
  if (unspent(turn) > 0) return;
  const others = state.turns.filter((one) => one !== turn && unspent(one) > 0).length;
  const room = loanable(state, turn);
  turn.lent = (turn.money ?? 0) + Math.min(room, Math.ceil(room / Math.max(1, countLanes(state) - others)));
}

/** It stands still, and starts nothing before it is told anew how far it may go. */
export function giveBackLoan(turn: Turn): void {
  if (turn.lent !== undefined) turn.lent = turn.money ?? 0;
}

/** Millionths of its activation at which a turn stands still; undefined = nowhere. A limit that became smaller holds at once. */
export function moneyLimit(state: SchedulerState, turn: Turn): number | undefined {
  const { lent, money = 0 } = turn;
  return lent === undefined ? undefined : Math.min(lent, money + Math.ceil(leftIn(state) / countLanes(state)));
}

/** It would be told that it may spend something. */
export const hasLoan = (state: SchedulerState, turn: Turn): boolean =>
  state.rules < 8 || unspent(turn) > 0 || loanable(state, turn) > 0;
