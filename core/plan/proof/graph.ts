// What a proof reads of a graph, and what it says of it.
import type { PlanBound, Rung } from '../../contracts/plan.js';

export interface Routed {
  nodes: Record<string, RoutedNode>;
  bounds: Record<string, PlanBound>;
}

export interface RoutedNode {
  /** Stage kind; absent = one of its own. */
  kind?: string;
  routes: Record<string, Rung[]>;
  /** Nodes that a stage may name with this outcome instead of the first rung; nothing is counted then. */
  resume?: Record<string, { to: string[] }>;
}

/** One stage run of a walk: `failureClass` when the runtime reported one, `resume` when the stage named the next node. */
export interface ProofStep {
  node: string;
  outcome: string;
  failureClass?: string;
  resume?: string;
}
