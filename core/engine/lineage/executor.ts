// The executor: (state, event, plan) -> effects. One activation at a time, one stage at a time; a result counts only for
// the request in flight, so late and repeated messages change nothing.
import type { Plan } from '../../contracts/plan.js';
import type { ExecutorEffect, ExecutorEvent } from './executor-events.js';
import type { ExecutorState } from './executor-state.js';
import { activate } from './turns/activation.js';
import { takeLeash } from './turns/hold.js';
import { takeEnd } from './turns/end.js';
import { applyOutcome } from './routing/apply.js';
import { wakeUp } from './recovery/environment.js';
import { takeDecision } from './gates/decided.js';

/**
 * Handles one event. `plan` is the plan of the activation that the event concerns; `null` when it could not be had, which
 * blocks the item. Never throws.
 */
export function stepExecutor(state: ExecutorState, event: ExecutorEvent, plan: Plan | null): ExecutorEffect[] {
  const effects: ExecutorEffect[] = [];
  switch (event.type) {
    case 'activate':
      activate(state, event.message, plan, event.at, effects);
      break;
    case 'leash':
      takeLeash(state, event.message, plan, event.at, effects);
      break;
    case 'end':
      takeEnd(state, event.message, event.at, effects);
      break;
    case 'stage_finished':
      applyOutcome(state, event.outcome, plan, event.at, effects);
      break;
    case 'decided':
      takeDecision(state, event.message, plan, event.at, effects);
      break;
    case 'timer':
      wakeUp(state, event.turn, event.until, plan, event.at, effects);
      break;
  }
  return effects;
}
