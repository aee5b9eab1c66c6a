// Bellman-Ford: the arcs are relaxed until nothing grows. Weights are to be large here, so that a cycle of positive weight
// takes the place of the usual one of negative cost.
import type { ResidualArc } from './residual.js';
import { traceBack } from './residual.js';
import { type ProofSteps, take } from './steps.js';

/** Some cycle of positive weight; null when there is none, or when the steps are used up. */
export function positiveCycle(vertices: number, arcs: readonly ResidualArc[], steps: ProofSteps): ResidualArc[] | null {
  const best = new Float64Array(vertices);
  const last = new Map<number, ResidualArc>();
  while (take(steps, arcs.length) && relaxAll(arcs, best, last)) {
    const cycle = cycleIn(last);
    if (cycle !== null) return cycle;
  }
  return null;
}

/**
 * The largest weight of a path from each vertex to the vertex `to`: potentials, under which no arc gains anything where the
 * circulation is optimal. Needs arcs without a cycle of positive weight.
 */
export function potentials(vertices: number, arcs: readonly ResidualArc[], to: number, steps: ProofSteps): number[] {
  const potential = Array.from({ length: vertices }, (_, vertex) => (vertex === to ? 0 : -Infinity));
  for (let grown = true; grown && take(steps, arcs.length);) {
    grown = false;
    for (const arc of arcs) {
      const gain = arc.weight + (potential[arc.to] ?? 0);
      if (gain <= (potential[arc.from] ?? 0)) continue;
      potential[arc.from] = gain;
      grown = true;
    }
  }
  return potential;
}

/** True when some path became heavier. */
function relaxAll(arcs: readonly ResidualArc[], best: Float64Array, last: Map<number, ResidualArc>): boolean {
  let grown = false;
  for (const arc of arcs) {
    const gain = (best[arc.from] ?? 0) + arc.weight;
    if (gain <= (best[arc.to] ?? 0)) continue;
    best[arc.to] = gain;
    last.set(arc.to, arc);
    grown = true;
  }
  return grown;
}

/** A cycle among the last arcs to each vertex, if there is one: what grows again behind itself gains. */
function cycleIn(last: ReadonlyMap<number, ResidualArc>): ResidualArc[] | null {
  const seenFrom = new Map<number, number>();
  for (const first of last.keys()) {
    let at: number | undefined = first;
    while (at !== undefined && !seenFrom.has(at)) {
      seenFrom.set(at, first);
      at = last.get(at)?.from;
    }
    if (at !== undefined && seenFrom.get(at) === first) return traceBack(last, at, at);
  }
  return null;
}
