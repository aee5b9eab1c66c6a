// A root of which nothing is left needs no workflow: its lineage is told to complete. What comes for the root later starts it anew.
// From revision 5 on; the lineage of work without a root goes on.
import { isRootless } from '../../../contracts/ids.js';
import { own } from '../../../own.js';
import { isDrained, targetOf } from '../closure/target.js';
import type { SchedulerEffect } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';
import type { WorkspaceStep } from '../step.js';
import { isTaken } from './lanes.js';

/** To be called where something of a root came to its end. Whether anything is left is known when the step is over. */
export function mayRetire({ state, effects }: WorkspaceStep, root: string): void {
  if (state.rules < 5 || isRootless(root)) return;
  effects.push({ type: 'retire', root, message: { v: 1, turn: state.lastTurn } });
}

/** The effects of a step without what is not to be: something of the root is left, or came with this very step. */
export function retired(state: SchedulerState, effects: readonly SchedulerEffect[]): SchedulerEffect[] {
  const told = new Set<string>();
  return effects.filter((effect) => {
    if (effect.type !== 'retire') return true;
    const isNews = !told.has(effect.root) && isOver(state, effect.root);
    told.add(effect.root);
    return isNews;
  });
}

/** No target waits, and no item is queued, active or blocked, of whatever plane. */
function isOver(state: SchedulerState, root: string): boolean {
  const toLearn = own(state.index.ready, `learning/${root}`) ?? [];
  const isLeft = targetOf(state, root) !== undefined || isTaken(state, root) || toLearn.length > 0;
  return !isLeft && isDrained(state, root);
}
