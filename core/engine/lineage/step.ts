// What one event is handled with. Each part of the executor takes the step as narrow as it needs it and adds to its effects.
import type { Activation } from '../../contracts/activation.js';
import type { Plan, PlanGraph } from '../../contracts/plan.js';
import type { ExecutorEffect } from './executor-events.js';
import type { ExecutorState } from './executor-state.js';

export interface Step {
  readonly state: ExecutorState;
  /** Of the activation that the event concerns; null when it could not be had. */
  readonly plan: Plan | null;
  /** When the event came, ISO 8601. */
  readonly at: string;
  readonly effects: ExecutorEffect[];
}

/** With the activation that holds the turn: the one in the state. */
export interface TurnStep extends Step {
  readonly activation: Activation;
}

/** With all that a stage needs to start and to be routed. */
export interface ActiveStep extends TurnStep {
  readonly plan: Plan;
  /** Of the plan, for the plane of the activation. */
  readonly graph: PlanGraph;
}

/** Null when there is no plan, or it has no graph for the plane. */
export function activeStep(step: TurnStep): ActiveStep | null {
  const { plan, activation } = step;
  const graph = plan?.planes[activation.plane];
  return plan && graph ? { ...step, plan, graph } : null;
}
