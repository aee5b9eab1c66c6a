// The executor: (state, event, plan) -> effects. One activation at a time, one stage at a time; a result counts only for
// the request in flight, so late and repeated messages change nothing.
import type { Plan } from '../../contracts/plan.js';
import type { ExecutorEffect, ExecutorEvent } from './executor-events.js';
import type { ExecutorState } from './executor-state.js';
import type { Step } from './step.js';
import { activate } from './turns/activation.js';
import { takeLeash } from './turns/leash.js';
import { takeRetirement } from './turns/retire.js';
import { takeEnd } from './turns/end.js';
import { applyOutcome } from './routing/apply.js';
import { endWait } from './recovery/environment.js';
import { takeDecision } from './gates/decided.js';

/**
 * Handles one event. `plan` is the plan of the activation that the event concerns; `null` when it could not be had, which
 * blocks the item. Never throws.
 */
export function stepExecutor(state: ExecutorState, event: ExecutorEvent, plan: Plan | null): ExecutorEffect[] {
  const step: Step = { state, plan, at: event.at, effects: [] };
  handle(step, event);
  return step.effects;
}

function handle(step: Step, event: ExecutorEvent): void {
  switch (event.type) {
    case 'activate':
      return activate(step, event.message);
    case 'leash':
      return takeLeash(step, event.message);
    case 'end':
      return takeEnd(step, event.message);
    case 'retire':
      return takeRetirement(step.state, event.message);
    case 'stage_finished':
      return applyOutcome(step, event.outcome);
    case 'decided':
      return takeDecision(step, event.message);
    case 'timer':
      return endWait(step, event);
  }
}
