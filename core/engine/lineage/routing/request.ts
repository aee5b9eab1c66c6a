// The request of the stage that is due: everything from the plan, nothing from the clock, so that it is always the same.
import { requestId } from '../../../contracts/run-ids.js';
import type { Plan, PlanGraph } from '../../../contracts/plan.js';
import type { FormChance, StageRunRequest } from '../../../contracts/stage.js';
import type { Activation } from '../../../contracts/activation.js';
import type { ExecutorState } from '../executor-state.js';
import { boundNode } from '../fallback/bound.js';
import { storyOf } from '../story/told.js';
import { own } from '../../../own.js';

/** Null when the graph has no such node. */
export function stageRequest(
  state: ExecutorState,
  activation: Activation,
  plan: Plan,
  graph: PlanGraph,
): StageRunRequest | null {
  const node = own(graph.nodes, activation.node);
  if (node === undefined) return null;
  const { routes: _routes, ...contract } = boundNode(node, activation);
  const standsIn = activation.by?.fallback;
  const { runId, turn, stageNumber, attempt, plane, item, planDigest, closure } = activation;
  return {
    schema: 1,
    requestId: requestId(runId, stageNumber, attempt),
    runId,
    workspace: state.workspace,
    lineage: state.lineage,
    turn,
    stageNumber,
    attempt,
    plane,
    node: activation.node,
    mode: plan.mode,
    planDigest,
    item: { family: item.family, id: item.id, root: item.root, sha256: item.sha256 },
    ...(closure === undefined ? {} : { closure }),
    ...contract,
    ...(standsIn === undefined || contract.runner === node.runner ? {} : { fallback: standsIn }),
    emittedPerStage: plan.limits.emittedPerStage,
    ...chanceOf(state, activation),
    ...storyOf(state, activation, plan),
  };
}

/** Nothing under rules that know no second chance of form. */
function chanceOf({ rules }: ExecutorState, { form }: Activation): { form?: FormChance } {
  if (rules < 6) return {};
  return { form: form === undefined ? { chance: 'ahead' } : { chance: 'taken', ...form } };
}
