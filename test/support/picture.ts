// The picture of a shipped mode's plan, as the dashboard's server tells it.
import type { EdgePicture, PlanePicture, PlanPicture } from '../../web/contract.js';
import type { PlanGraph, Rung } from '../../core/contracts/plan.js';
import { compileShipped } from './plan.js';

export function pictureOf(mode: string): PlanPicture {
  const { id, plan } = compileShipped('', mode).named;
  const planes = Object.entries(plan.planes).map(([plane, graph]) => planeOf(plane, graph));
  return { planId: id, mode: plan.mode, planes };
}

function planeOf(plane: string, graph: PlanGraph): PlanePicture {
  const nodes = Object.entries(graph.nodes).map(([node, one]) => ({
    ...{ node, stageKind: one.kind, runner: one.runner, model: one.model, effort: one.effort },
    ...{ permission: one.permission, timeout: one.timeoutSeconds, outcomes: Object.keys(one.outcomes) },
  }));
  const edges = Object.entries(graph.nodes).flatMap(([from, { routes, outcomes }]) =>
    Object.entries(routes).flatMap(([outcome, ladder]) =>
      ladder.map((rung, at) => edgeOf(graph, { from, outcome, good: good(outcomes[outcome]) }, rung, ladder[at + 1])),
    ),
  );
  const closing = graph.closure === null ? [] : [{ family: 'a drained root', node: graph.closure }];
  const entries = [...Object.entries(graph.entries).map(([family, node]) => ({ family, node })), ...closing];
  return { plane, nodes, edges, entries };
}

const good = (is: string | undefined): boolean => is === 'success' || is === 'no_op' || is === 'followup_needed';
const targetOf = ({ node, end }: Rung): string => node ?? end;

function edgeOf(
  { ends, bounds }: PlanGraph,
  { from, outcome, good: isGood }: { from: string; outcome: string; good: boolean },
  rung: Rung,
  next: Rung | undefined,
): EdgePicture {
  const isFailure = rung.end !== undefined && ends[rung.end]?.disposition !== 'complete';
  const limit = rung.bound === undefined ? undefined : bounds[rung.bound]?.max;
  return {
    ...{ from, to: targetOf(rung), ends: rung.end !== undefined, outcome },
    is: isFailure ? 'failure' : isGood ? 'success' : 'repair',
    bound: rung.bound && limit && next ? { name: rung.bound, limit, then: targetOf(next) } : null,
  };
}
