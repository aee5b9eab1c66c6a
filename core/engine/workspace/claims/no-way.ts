// Why nothing works on a family here: the active plan has no way for it. Its documents are kept, and wait for another plan.
import { isEntered, planeOf } from './order.js';
import type { SchedulerState } from '../scheduler-state.js';

/** Null where the plan has a way, or is not known yet. */
export function whyNoWay(state: SchedulerState, family: string): string | null {
  const key = `${family}/`;
  const mode = state.plan?.mode ?? '';
  if (!isEntered(state, key)) return `the mode ${mode} has no entry for ${family}`;
  if (planeOf(state, key) !== 'learning' || (state.rules >= 5 && state.plan?.learns === true)) return null;
  return state.rules < 7 ? 'work of the learning plane is not run yet' : noGraph(state);
}

const noGraph = ({ plan }: SchedulerState): string | null =>
  plan === null ? null : `the mode ${plan.mode} has no learning graph`;
