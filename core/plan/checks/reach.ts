// Every node is reached, every path has an end, and every way in can end well.
import { own } from '../../own.js';
import type { Graph } from '../sources/graph.js';
import type { Kinds, SayDiagnostic } from './named.js';
import { resumeTargets } from './resume.js';

/** Where work comes in, by how the file calls it. */
function waysIn(graph: Graph): { node: string; field: string }[] {
  const entries = Object.entries(graph.entries).map(([family, node]) => ({ node, field: `entries.${family}` }));
  const starts = graph.starts.map((node) => ({ node, field: 'starts' }));
  const closing = graph.closure === undefined ? [] : [{ node: graph.closure.node, field: 'closure.node' }];
  return [...entries, ...starts, ...closing];
}

export function checkReach(graph: Graph, kinds: Kinds, say: SayDiagnostic): void {
  const ways = waysIn(graph);
  const seen = new Set(ways.flatMap(({ node }) => [...reachable(graph, node, kinds)]));
  for (const id of Object.keys(graph.nodes)) {
    if (!seen.has(id)) say('MR1024', `Nothing leads to node ${id}.`, `nodes.${id}`);
  }
  const lost = stranded(graph);
  for (const id of lost) say('MR1026', `No route from ${id} ever comes to an end.`, `nodes.${id}`);
  for (const { node, field } of ways) {
    // A node that does not exist, and one without any end, are told above.
    if (own(graph.nodes, node) === undefined || lost.includes(node) || endsWell(graph, node, kinds)) continue;
    say('MR1031', `No route from ${node} comes to an end of class success or no_op.`, field);
  }
}

/** Nodes that work beginning at `from` can come to, `from` included. */
export function reachable(graph: Graph, from: string, kinds: Kinds): Set<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = own(graph.nodes, id);
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    for (const [outcome, ladder] of Object.entries(node.routes)) {
      open.push(...ladder.flatMap((rung) => (rung.node === undefined ? [] : [rung.node])));
      open.push(...(resumeTargets(graph, id, outcome, kinds)?.to ?? []));
    }
  }
  return seen;
}

/** Ends that are one step away from a node. */
export const reachableEnds = (graph: Graph, id: string): string[] =>
  Object.values(own(graph.nodes, id)?.routes ?? {})
    .flat()
    .flatMap((rung) => (rung.end === undefined ? [] : [rung.end]));

function endsWell(graph: Graph, from: string, kinds: Kinds): boolean {
  const ends = [...reachable(graph, from, kinds)].flatMap((id) => reachableEnds(graph, id));
  return ends.some((end) => ['success', 'no_op'].includes(own(graph.ends, end)?.class ?? ''));
}

function stranded(graph: Graph): string[] {
  const ending = new Set<string>();
  for (let grown = true; grown;) {
    grown = false;
    for (const [id, node] of Object.entries(graph.nodes)) {
      if (ending.has(id)) continue;
      const rungs = Object.values(node.routes).flat();
      if (!rungs.some((rung) => rung.end !== undefined || ending.has(rung.node))) continue;
      ending.add(id);
      grown = true;
    }
  }
  return Object.keys(graph.nodes).filter((id) => !ending.has(id));
}
