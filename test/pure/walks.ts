// Walks over a graph with the engine's own ladder: every choice that agents and failures leave, and a walk played again.
import type { PlanBound, Rung } from '../../core/contracts/plan.js';
import { climb } from '../../core/engine/lineage/routing/ladder.js';
import type { Routed, ProofStep } from '../../core/plan/proof/graph.js';

interface Standing {
  node: string;
  /** Class of the failure that is being repaired. */
  kept: string | null;
  spent: Record<string, number>;
}

export interface Answer extends ProofStep {
  /** Where it leads; null when the activation ends. */
  next: Standing | null;
}

/** What can be answered at a node: an agent's outcome, a resume, or a failure that the runtime reports with BLOCKED. */
export function answersAt(graph: Routed, at: Standing, classes: readonly string[]): Answer[] {
  const { routes = {}, resume = {} } = graph.nodes[at.node] ?? {};
  const outcomes = Object.keys({ ...routes, ...resume });
  return outcomes.flatMap((outcome) => {
    const reports = outcome === 'BLOCKED' ? [undefined, ...classes] : [undefined];
    const named = [...(Object.hasOwn(routes, outcome) ? [undefined] : []), ...(resume[outcome]?.to ?? [])];
    return reports.flatMap((failureClass) =>
      named.map((to) =>
        answer(graph, at, { node: at.node, outcome, ...(failureClass && { failureClass }), ...(to && { resume: to }) }),
      ),
    );
  });
}

function answer(graph: Routed, at: Standing, step: ProofStep): Answer {
  const failureClass = step.failureClass ?? at.kept ?? `${at.node}_blocked`;
  const spent = { ...at.spent };
  const hasGivenUp = step.outcome === 'BLOCKED' && step.failureClass === undefined;
  const ladder: Rung[] = graph.nodes[at.node]?.routes[step.outcome] ?? [];
  const taken =
    step.resume === undefined
      ? climb(ladder, graph.bounds, spent, failureClass, (rung) => hasGivenUp && rung.node === at.node)
      : { rung: { node: step.resume }, index: 0 };
  const node = taken?.rung.node;
  if (node === undefined || !Object.hasOwn(graph.nodes, node)) return { ...step, next: null };
  const exhausted = taken?.index === 0 ? null : 'fix_cycle_exhausted';
  return { ...step, next: { node, kept: step.outcome === 'BLOCKED' ? failureClass : exhausted, spent } };
}

const first = (node: string): Standing => ({ node, kept: null, spent: {} });

/** The longest walk by trying everything; null when there are more than `limit` different standings. */
export function tryEverything(graph: Routed, start: string, classes: readonly string[], limit: number): number | null {
  const known = new Map<string, number>();
  const runs = (at: Standing): number => {
    const key = JSON.stringify([at.node, at.kept, Object.entries(at.spent).sort()]);
    const before = known.get(key);
    if (before !== undefined || known.size > limit) return before ?? 0;
    const lengths = answersAt(graph, at, classes).map(({ next }) => (next === null ? 0 : runs(next)));
    const length = 1 + Math.max(0, ...lengths);
    known.set(key, length);
    return length;
  };
  const longest = runs(first(start));
  return known.size > limit ? null : longest;
}

/** Stage runs of the walk as the engine counts them; a step that the graph does not allow is an error. */
export function replay(graph: Routed, start: string, steps: readonly ProofStep[]): number {
  let at: Standing | null = first(start);
  for (const [index, step] of steps.entries()) {
    if (at?.node !== step.node)
      throw new Error(`step ${index} is at ${step.node}, the walk is at ${at?.node ?? 'its end'}`);
    at = answer(graph, at, step).next;
  }
  if (at !== null) throw new Error(`the walk goes on at ${at.node}`);
  return steps.length;
}

/** Whether the nodes that only lead on for nothing can be taken away one by one until none is left. */
export function isFreeOfCycles(graph: Routed): boolean {
  const nodes = new Map(Object.entries(graph.nodes).map(([id, node]) => [id, new Set(freely(node))] as const));
  for (let before = -1; before !== nodes.size;) {
    before = nodes.size;
    for (const [id, next] of nodes) if (![...next].some((one) => nodes.has(one))) nodes.delete(id);
  }
  return nodes.size === 0;
}

function freely(node: Routed['nodes'][string]): string[] {
  const nothingLeft = (ladder: Rung[]) => {
    const bounds = Object.fromEntries(ladder.flatMap(({ bound }) => (bound === undefined ? [] : [[bound, SPENT]])));
    return climb(ladder, bounds, {}, '')?.rung.node ?? [];
  };
  return [
    ...Object.values(node.routes).flatMap(nothingLeft),
    ...Object.values(node.resume ?? {}).flatMap(({ to }) => to),
  ];
}

const SPENT: PlanBound = { max: 0, per: 'activation' };
