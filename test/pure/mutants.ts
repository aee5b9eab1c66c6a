// Every graph that one slip of the pen makes of another: a bound left out, a rung led elsewhere, a rung forgotten.
import type { Rung } from '../../core/contracts/plan.js';
import type { Routed } from '../../core/plan/proof/graph.js';

export interface Mutant {
  slip: string;
  graph: Routed;
}

export function mutantsOf(graph: Routed): Mutant[] {
  return Object.entries(graph.nodes).flatMap(([id, node]) =>
    Object.entries(node.routes).flatMap(([outcome, ladder]) =>
      slipsOf(ladder, Object.keys(graph.nodes)).map(([slip, rungs]) => ({
        slip: `${id} ${outcome}: ${slip}`,
        graph: { ...graph, nodes: { ...graph.nodes, [id]: { ...node, routes: { ...node.routes, [outcome]: rungs } } } },
      })),
    ),
  );
}

function slipsOf(ladder: Rung[], nodes: string[]): [slip: string, ladder: Rung[]][] {
  return ladder.flatMap(({ bound, ...rung }, index) => {
    const counted = bound === undefined ? {} : { bound };
    const changed = nodes.filter((node) => node !== rung.node);
    return [
      ...(bound === undefined
        ? []
        : [
            [`no ${bound}`, ladder.with(index, rung)] as [string, Rung[]],
            [`no rung ${index}`, ladder.toSpliced(index, 1)] as [string, Rung[]],
          ]),
      ...changed.map((node): [string, Rung[]] => [`to ${node}`, ladder.with(index, { node, ...counted })]),
    ];
  });
}
