// The graphs that ship, as modes compile them: each once, with everything that its plan says of it.
import type { PlanGraph } from '../../core/contracts/plan.js';
import type { ProofStep } from '../../core/plan/proof/graph.js';
import { compileShipped } from '../support/plan.js';

export interface Shipped {
  name: string;
  graph: PlanGraph;
  /** Node by key of `maxStageRuns`. */
  starts: Record<string, string>;
  witnesses: Record<string, ProofStep[]>;
}

const MODES = ['default_codex', 'default_codex_integrated', 'blueprint_codex', 'learning_codex'];

export function shippedGraphs(config = ''): Shipped[] {
  const all = MODES.flatMap((mode) => {
    const { named, witnesses } = compileShipped(config, mode);
    const graphs = [named.plan.planes.planning, named.plan.planes.execution, named.plan.planes.learning];
    const found = [witnesses.planning, witnesses.execution, witnesses.learning];
    return graphs.flatMap((graph, index) => (graph === undefined ? [] : [shipped(graph, found[index] ?? {})]));
  });
  return [...new Map(all.map((one) => [one.name, one] as const)).values()];
}

function shipped(graph: PlanGraph, witnesses: Record<string, ProofStep[]>): Shipped {
  const { id, entries, starts = [], closure } = graph;
  const named = Object.fromEntries(starts.map((node) => [node, node]));
  return { name: id, graph, starts: { ...entries, ...named, ...(closure === null ? {} : { closure }) }, witnesses };
}
