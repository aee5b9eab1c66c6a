// What is there to learn: the learning turn, or what stands in line for it and could begin.
import type { SchedulerState } from '../scheduler-state.js';
import { isEntered } from './order.js';

/** Something would be learned if learning might go on. */
export const isWaited = (state: SchedulerState): boolean =>
  state.turns.some(({ plane }) => plane === 'learning') ||
  (state.plan?.learns === true && state.ready.learning.some((key) => isEntered(state, key)));
