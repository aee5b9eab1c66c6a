// A ladder: rungs in order, the first whose bound is not used up is taken and counted. The last rung is always open.
import type { FailureClass } from '../../../contracts/failures.js';
import type { PlanBound, Rung } from '../../../contracts/plan.js';
import { own, put } from '../../../own.js';

/** Class that a used-up bound starts when no failure did. */
export const EXHAUSTED_CLASS = 'fix_cycle_exhausted' satisfies FailureClass;

/** Counter that a rung spends: one per activation, or one per activation and failure class. */
export function counterOf(bound: string, spec: PlanBound, failureClass: string): string {
  return spec.per === 'class' ? `${bound}:${failureClass}` : bound;
}

export interface TakenRung {
  rung: Rung;
  /** In its ladder; 0 is the normal way, above it a bound is used up. */
  index: number;
}

/**
 * Takes the first open rung and counts it in `spent`; null when none is. A rung that `asksTheSame` is passed over, and its bound counts
 * as used up: as if it had been taken and had failed each time, so that no activation gets longer by it.
 */
export function climb(
  ladder: Rung[],
  bounds: Record<string, PlanBound>,
  spent: Record<string, number>,
  failureClass: string,
  asksTheSame: (rung: Rung) => boolean = () => false,
): TakenRung | null {
  for (const [index, rung] of ladder.entries()) {
    if (rung.bound === undefined) return { rung, index };
    const spec = own(bounds, rung.bound);
    if (spec === undefined) continue;
    const counter = counterOf(rung.bound, spec, failureClass);
    const used = own(spent, counter) ?? 0;
    if (used >= spec.max) continue;
    const isSame = asksTheSame(rung);
    put(spent, counter, isSame ? spec.max : used + 1);
    if (isSame) continue;
    return { rung, index };
  }
  return null;
}
