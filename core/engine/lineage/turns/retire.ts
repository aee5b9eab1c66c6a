// A lineage of whose root nothing is left completes, once it holds no turn and has heard of no newer one. From revision 5 on.
import type { RetireMessage } from '../../../contracts/turns.js';
import type { ExecutorState } from '../executor-state.js';

/** Numbers only grow: an older message changes nothing. A lineage of an older revision completes when it has the new one. */
export function takeRetirement(state: ExecutorState, { turn }: RetireMessage): void {
  state.retiredAt = Math.max(state.retiredAt ?? 0, turn);
}

/** What overtook its activation is kept: a workflow that completes would lose it. */
export function isRetired({ rules, retiredAt, activation, lastTurn, early, earlyEnd }: ExecutorState): boolean {
  if (rules < 5 || retiredAt === undefined || activation !== null || lastTurn > retiredAt) return false;
  return [early, earlyEnd].every((ahead) => !ahead || ahead.turn <= retiredAt);
}
