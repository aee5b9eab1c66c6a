// The largest number of stage runs. The heaviest circulation says what no walk exceeds, and a walk of that length proves
// that the number is exact. Where the engine's rules allow no such walk, a search looks for the longest one. Where the steps
// do not suffice the number is an upper bound: it is never too small. See docs/decisions/0043-the-longest-activation.md.
import { tightest } from './branch-and-bound.js';
import { coarseBound } from './coarse-bound.js';
import { estimateOf } from './estimate.js';
import type { Routed, ProofStep } from './graph.js';
import type { Model } from './model.js';
import { modelOf, NONE } from './model.js';
import type { Move } from './moves.js';
import { firstState } from './moves.js';
import { networkOf } from './network.js';
import { walkPlaces, poolsOf } from './places.js';
import type { Relaxation } from './relaxation.js';
import { relaxAll } from './relaxation.js';
import { Search } from './search.js';
import { DEPTH, LONGEST_WITNESS, newSteps, type ProofSteps } from './steps.js';
import type { WalkGround } from './walk.js';
import { walkOf } from './walk.js';

export interface LongestWalk {
  runs: number;
  /** A walk of that many stage runs: the number is exact. Null = the number is an upper bound. */
  witness: ProofStep[] | null;
}

/**
 * Largest number of stage runs of an activation that begins at the node `start`. `classes`: failure classes that the
 * runtime may report with BLOCKED at any node. `steps`: is used up. Needs a graph without a free cycle.
 */
export function longestWalk(
  graph: Routed,
  start: string,
  classes: readonly string[],
  steps: ProofSteps = newSteps(),
): LongestWalk {
  const model = modelOf(graph, start, classes);
  const coarse = coarseBound(model);
  const ground = coarse < Number.MAX_SAFE_INTEGER ? groundOf(model, steps) : null;
  const relaxed = ground && relaxAll(ground.network, steps);
  if (!ground || !relaxed) return { runs: coarse, witness: null };
  const tight = tightest(ground.network, relaxed, steps);
  const moves = read(ground, tight) ?? searched(ground, relaxed, tight.runs);
  if (moves === null) return { runs: tight.runs, witness: null };
  return { runs: moves.length, witness: stepsOf(model, moves) };
}

/** Null when the graph is too large for the steps. */
function groundOf(model: Model, steps: ProofSteps): WalkGround | null {
  const [places, pools] = [walkPlaces(model), poolsOf(model)];
  const network = networkOf(places.all, pools.sizes, steps);
  return network && { model, places, pools, network, steps };
}

function read(ground: WalkGround, { disconnected, runs, remainder }: Relaxation): Move[] | null {
  return disconnected.size > 0 || runs > LONGEST_WITNESS ? null : walkOf(ground, remainder);
}

/** `most`: what no walk exceeds; one of that length is a longest one, whatever else was not looked at. */
function searched(ground: WalkGround, relaxed: Relaxation, most: number): Move[] | null {
  if (relaxed.runs > DEPTH) return null;
  const search = new Search(ground.model, estimateOf(ground, relaxed), ground.steps);
  const first = firstState(ground.model);
  const { runs } = search.from(first);
  return search.complete || runs >= most ? search.walk(first) : null;
}

function stepsOf(model: Model, moves: readonly Move[]): ProofStep[] {
  const nodes = [0, ...moves.map(({ next }) => next?.node ?? NONE)];
  return moves.map(({ way, reported }, index) => ({
    node: model.nodes[nodes[index] ?? NONE] ?? '',
    outcome: way.outcome,
    ...(reported === NONE ? {} : { failureClass: model.classes[reported] ?? '' }),
    ...(way.resume === null ? {} : { resume: way.resume }),
  }));
}
