// Min-cost circulation by cycle cancelling, with cost = -weight and in whole numbers: as long as the residual network has a
// cycle of positive weight, as much as fits is sent round it. When it has none, no circulation weighs more.
import { positiveCycle } from './bellman-ford.js';
import type { Arc, Uses } from './residual.js';
import { augment, capacityOf, pathTo, residualArcs } from './residual.js';
import type { ProofSteps } from './steps.js';
import { take } from './steps.js';

/**
 * The heaviest circulation, beginning with `first`, which is one or uses arcs too little; null when the arcs allow none. Of no
 * use when it comes back with the steps used up.
 */
export function heaviestCirculation(
  vertices: number,
  arcs: readonly Arc[],
  first: Readonly<Uses>,
  steps: ProofSteps,
): Uses | null {
  const uses = [...first];
  if (!makeFeasible(arcs, uses, steps)) return null;
  const next = () => positiveCycle(vertices, residualArcs(arcs, uses), steps);
  for (let cycle = next(); cycle !== null; cycle = next()) augment(uses, cycle, capacityOf(arcs, uses, cycle));
  return uses;
}

/** Uses each arc as often as it has to be; false when that cannot be. */
function makeFeasible(arcs: readonly Arc[], uses: Uses, steps: ProofSteps): boolean {
  for (const [arc, { from, to, least }] of arcs.entries()) {
    while ((uses[arc] ?? 0) < least && take(steps, arcs.length)) {
      const back = pathTo(residualArcs(arcs, uses), to, from);
      if (back === null) return false;
      augment(uses, [...back, { arc, by: 1, from, to, weight: 0 }], 1);
    }
  }
  return true;
}
