// How much the proof of one start may look at.

/** Circulations that are tried for a walk. */
export const CIRCULATIONS = 100;

/** States that a search may look at. */
export const STATES = 20_000;

/** Stage runs of a walk that a search may follow, one call inside the other. */
export const DEPTH = 1_000;

export interface Budget {
  /** States that may still be looked at. */
  left: number;
}
