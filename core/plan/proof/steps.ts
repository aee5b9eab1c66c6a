// How much the proof of one start may look at, counted in steps, so that its time grows tamely with the graph.

/** Arcs and places that the algorithms on the network may look at. */
const ARCS = 20_000_000;

/** States that the search may look at. */
const STATES = 20_000;

/** Stage runs of a walk that a circulation is read as. */
export const LONGEST_WITNESS = 20_000;

/** Stage runs of a walk that the search may follow, one call inside the other. */
export const DEPTH = 1_000;

/** What is left; whoever finds nothing left gives up, and its result is not used. */
export interface ProofSteps {
  arcs: number;
  states: number;
}

export const newSteps = (): ProofSteps => ({ arcs: ARCS, states: STATES });

/** Takes `count` of the arcs; false when they are used up. */
export function take(steps: ProofSteps, count: number): boolean {
  steps.arcs -= count;
  return steps.arcs > 0;
}
