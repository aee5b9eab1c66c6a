// Every way in which a stage of a plan may be played: by its runner, and by each that stands in.
import type { Plan, PlanBinding, PlanNode } from '../../contracts/plan.js';

/** `first`: of the stage that it stands in for; absent = it is the first. */
export type OneBinding = PlanBinding & Pick<PlanNode, 'kind'> & { first?: PlanBinding };

export const bindingsIn = (plan: Plan): OneBinding[] =>
  Object.values(plan.planes)
    .flatMap((graph) => Object.values(graph.nodes))
    .flatMap((node) => [node, ...(node.fallbacks ?? []).map((one) => ({ ...one, kind: node.kind, first: node }))]);
