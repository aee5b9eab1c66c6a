// A plan without its ways for trouble: what is left of it fits into one picture.
import { type Plane, PLANES } from '../../core/contracts/families.js';
import type { Plan, PlanGraph, PlanNode, Rung } from '../../core/contracts/plan.js';

/** Of each outcome that is none of being blocked the first rung, and what is reached so. */
export function overviewOf(plan: Plan): Plan {
  const planes = Object.fromEntries(
    PLANES.flatMap((plane) => {
      const graph = plan.planes[plane];
      return graph === undefined ? [] : [[plane, mainWays(graph)] as const];
    }),
  ) as Partial<Record<Plane, PlanGraph>>;
  const triggers = (plan.triggers ?? []).filter(({ plane, node }) => planes[plane]?.nodes[node] !== undefined);
  return { ...plan, planes, triggers };
}

function mainWays(graph: PlanGraph): PlanGraph {
  const all = Object.fromEntries(Object.entries(graph.nodes).map(([id, node]) => [id, withoutTrouble(node)]));
  const reached = reachedFrom(all, [
    ...Object.values(graph.entries),
    ...(graph.starts ?? []),
    ...(graph.closure === null ? [] : [graph.closure]),
  ]);
  const nodes = Object.fromEntries(Object.entries(all).filter(([id]) => reached.has(id)));
  const ends = new Set(Object.values(nodes).flatMap((node) => rungsOf(node).flatMap(({ end }) => end ?? [])));
  return { ...graph, nodes, ends: Object.fromEntries(Object.entries(graph.ends).filter(([id]) => ends.has(id))) };
}

function withoutTrouble({ resume: _resume, ...node }: PlanNode): PlanNode {
  const good = Object.entries(node.routes).filter(([outcome]) => node.outcomes[outcome] !== 'blocked');
  return { ...node, routes: Object.fromEntries(good.map(([outcome, ladder]) => [outcome, ladder.slice(0, 1)])) };
}

const rungsOf = (node: PlanNode): Rung[] => Object.values(node.routes).flat();

function reachedFrom(nodes: Readonly<Record<string, PlanNode>>, first: readonly string[]): Set<string> {
  const reached = new Set<string>();
  for (const waiting = [...first]; waiting.length > 0;) {
    const id = waiting.pop() ?? '';
    const node = nodes[id];
    if (node === undefined || reached.has(id)) continue;
    reached.add(id);
    waiting.push(...rungsOf(node).flatMap((rung) => rung.node ?? []));
  }
  return reached;
}
