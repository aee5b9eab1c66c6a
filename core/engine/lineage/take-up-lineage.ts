// The executor's state made from the activation that the snapshot shows, and what its next workflow run has to do first.
import type { Activation } from '../../contracts/activation.js';
import type { Plan } from '../../contracts/plan.js';
import { set } from '../../set.js';
import type { ExecutorEffect } from './executor-events.js';
import type { ExecutorState } from './executor-state.js';
import { newExecutor } from './executor-state.js';
import { waitAgain } from './recovery/environment.js';
import { leaveEnded } from './turns/end.js';
import { stageRequest } from './routing/request.js';

export interface TakenLineage {
  state: ExecutorState;
  effects: ExecutorEffect[];
}

/** Null when the plan cannot go on from there. A stage in flight is asked for again: its host or its result is found. */
export function takeUpLineage(workspace: string, shown: Activation, plan: Plan, rules: number): TakenLineage | null {
  const graph = plan.planes[shown.plane];
  const state = newExecutor(workspace, shown.item.root, rules);
  // Its later changes have to be newer than all that it showed.
  const counts = rules < 5 ? {} : { started: shown.started ?? 0 };
  const activation = { ...shown, ...counts, order: shown.order + ORDERS_UNSEEN };
  set(state, { mode: plan.mode, lastTurn: shown.turn, activation });
  const request = graph && stageRequest(state, activation, plan, graph);
  if (!request) return null;
  const end: ExecutorEffect[] = activation.ending === undefined ? [] : [{ type: 'end_stage' }];
  if (activation.phase === 'running') return { state, effects: [{ type: 'run_stage', request }, ...end] };
  if (activation.ending !== undefined) {
    const step = { state, activation, plan, at: activation.since, effects: [] };
    leaveEnded(step);
    return { state, effects: step.effects };
  }
  return { state, effects: waitAgain(state, plan) };
}

/** Far more than an activation shows between two of its whole copies, and far below what the workspace gives the end of a turn. */
const ORDERS_UNSEEN = 100;
