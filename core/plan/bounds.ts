// Why every activation ends: without its bounded rungs a graph must have no cycle. Then the bounds alone say how many
// stage runs there can be.
import type { PlanBound, PlanResume, Rung } from '../contracts/plan.js';

interface Routed {
  nodes: Record<string, { routes: Record<string, Rung[]>; resume?: Record<string, PlanResume> }>;
  bounds: Record<string, PlanBound>;
}

/** A cycle of free rungs (those without a bound) as node ids, or null when there is none. */
export function freeCycle(graph: Routed): string[] | null {
  const done = new Set<string>();
  for (const id of Object.keys(graph.nodes)) {
    const cycle = walk(graph, id, [], done);
    if (cycle !== null) return cycle;
  }
  return null;
}

function walk(graph: Routed, id: string, path: string[], done: Set<string>): string[] | null {
  if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
  if (done.has(id)) return null;
  for (const next of freeSteps(graph, id)) {
    const cycle = walk(graph, next, [...path, id], done);
    if (cycle !== null) return cycle;
  }
  done.add(id);
  return null;
}

function freeSteps(graph: Routed, id: string): string[] {
  const rungs = Object.values(graph.nodes[id]?.routes ?? {}).flat();
  const resumed = Object.values(graph.nodes[id]?.resume ?? {}).flatMap((rule) => rule.to);
  return [
    ...rungs.flatMap((rung) => (rung.node !== undefined && rung.bound === undefined ? [rung.node] : [])),
    ...resumed,
  ];
}

/**
 * A number of stage runs that no activation entering at `entry` can exceed: the longest free path from the entry, and
 * for every time a bound can be spent the longest free path from where its rung leads. Needs a graph without free cycles.
 */
export function stageRunLimit(graph: Routed, entry: string, failureClasses: number): number {
  const known = new Map<string, number>();
  let limit = freeLength(graph, entry, known);
  for (const [id, bound] of Object.entries(graph.bounds)) {
    const times = bound.max * (bound.per === 'class' ? failureClasses : 1);
    limit += times * Math.max(0, ...targetsOf(graph, id).map((node) => freeLength(graph, node, known)));
  }
  return limit;
}

function targetsOf(graph: Routed, bound: string): string[] {
  const rungs = Object.values(graph.nodes).flatMap((node) => Object.values(node.routes).flat());
  return rungs.flatMap((rung) => (rung.bound === bound && rung.node !== undefined ? [rung.node] : []));
}

/** Nodes on the longest free path that begins at `id`, itself included. `known`: lengths found before, by node. */
function freeLength(graph: Routed, id: string, known: Map<string, number>): number {
  const before = known.get(id);
  if (before !== undefined) return before;
  const length = 1 + Math.max(0, ...freeSteps(graph, id).map((next) => freeLength(graph, next, known)));
  known.set(id, length);
  return length;
}
