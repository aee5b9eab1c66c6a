// The active plan as a picture: its real stages, and every rung of every ladder as an edge.
import { own } from '../../../core/own.js';
import type { NamedPlan, PlanGraph, PlanNode, Rung } from '../../../core/contracts/plan.js';
import type { EdgePicture, NodePicture, PlanePicture, PlanPicture } from '../../contract.js';

/** A workspace that is new has an empty one: that is no failure. */
export const pictureShown = (active: NamedPlan | null): PlanPicture =>
  active === null ? { planId: null, mode: null, planes: [] } : pictureOf(active);

export const pictureOf = ({ id, plan }: NamedPlan): PlanPicture => ({
  planId: id,
  mode: plan.mode,
  planes: Object.entries(plan.planes).map(([plane, graph]) => planeOf(plane, graph)),
});

const planeOf = (plane: string, graph: PlanGraph): PlanePicture => ({
  plane,
  nodes: Object.entries(graph.nodes).map(([node, one]) => nodeOf(node, one)),
  edges: Object.entries(graph.nodes).flatMap(([from, node]) => edgesFrom(graph, from, node)),
  entries: [
    ...Object.entries(graph.entries).map(([family, node]) => ({ family, node })),
    ...(graph.closure === null ? [] : [{ family: DRAINED, node: graph.closure }]),
  ],
});

/** What is judged is no item. */
const DRAINED = 'a drained root';

const nodeOf = (node: string, one: PlanNode): NodePicture => ({
  ...{ node, stageKind: one.kind, runner: one.runner, model: one.model, effort: one.effort },
  ...{ permission: one.permission, timeout: one.timeoutSeconds, outcomes: Object.keys(one.outcomes) },
});

const edgesFrom = (graph: PlanGraph, from: string, node: PlanNode): EdgePicture[] =>
  Object.entries(node.routes).flatMap(([outcome, ladder]) =>
    ladder.map((rung, at) => ({
      ...{ from, to: targetOf(rung), ends: rung.end !== undefined, outcome },
      is: kindOf(graph, node, outcome, rung),
      bound: boundOf(graph, rung, ladder[at + 1]),
    })),
  );

const targetOf = ({ node, end }: Rung): string => node ?? end;

/** An outcome with a ladder asks for something to be mended: what leads on has one place to lead to. */
function kindOf({ ends }: PlanGraph, { outcomes, routes }: PlanNode, outcome: string, rung: Rung): EdgePicture['is'] {
  if (rung.end !== undefined && own(ends, rung.end)?.disposition !== 'complete') return 'failure';
  const isOneWay = (own(routes, outcome)?.length ?? 0) === 1;
  return isOneWay && isGood(own(outcomes, outcome)) ? 'success' : 'repair';
}

export const isGood = (resultClass: string | undefined): boolean =>
  resultClass === 'success' || resultClass === 'no_op' || resultClass === 'followup_needed';

function boundOf({ bounds }: PlanGraph, { bound }: Rung, next: Rung | undefined): EdgePicture['bound'] {
  const limit = bound === undefined ? undefined : own(bounds, bound)?.max;
  return bound === undefined || limit === undefined || next === undefined
    ? null
    : { name: bound, limit, then: targetOf(next) };
}
