// The exact largest number of stage runs, with a walk that reaches it. The heaviest circulation says what no walk exceeds;
// a walk of that length proves it. A circulation that hangs loose is parted into others until one hangs together. Where the
// engine's rules allow no walk of that length, all walks that it does not rule out are looked through.
import { CIRCULATIONS, DEPTH, STATES } from './budget.js';
import type { Circulation } from './circulation.js';
import { circulate, partings } from './circulation.js';
import { estimateOf } from './estimate.js';
import type { Routed, Step } from './graph.js';
import type { Model } from './model.js';
import { modelOf, NONE } from './model.js';
import type { Move } from './moves.js';
import { firstState } from './moves.js';
import { networkOf } from './network.js';
import { placesOf, pursesOf } from './places.js';
import { Search } from './search.js';
import type { Ground } from './walk.js';
import { walkOf } from './walk.js';

export interface Longest {
  runs: number;
  witness: Step[];
}

export interface Refusal {
  /** States that the proof looked at before it gave up. */
  states: number;
}

/**
 * Largest number of stage runs of an activation that begins at the node `start`. `classes`: failure classes that the
 * runtime may report with BLOCKED at any node. Needs a graph without a free cycle.
 */
export function longest(graph: Routed, start: string, classes: readonly string[]): Longest | Refusal {
  const model = modelOf(graph, start, classes);
  const [places, purses] = [placesOf(model), pursesOf(model)];
  const network = networkOf(places.all, purses.sizes);
  const ground: Ground = { model, places, purses, network };
  const heaviest = circulate(
    network,
    network.arcs,
    network.arcs.map(() => 0),
  );
  const moves = heaviest && (quickest(ground, heaviest) ?? searched(ground, heaviest));
  return moves === null ? { states: STATES } : { runs: moves.length, witness: stepsOf(model, moves) };
}

/** The heaviest of all that is left is looked at first, so that the first walk is a longest one. */
function quickest(ground: Ground, first: Circulation): Move[] | null {
  const open = [first];
  for (let seen = 0; seen < CIRCULATIONS; seen += 1) {
    open.sort((a, b) => a.runs - b.runs);
    const heaviest = open.pop();
    if (heaviest === undefined) return null;
    if (heaviest.loose.size === 0) return walkOf(ground, heaviest.rest);
    open.push(...partings(ground.network, heaviest));
  }
  return null;
}

function searched(ground: Ground, heaviest: Circulation): Move[] | null {
  if (heaviest.runs > DEPTH) return null;
  const search = new Search(ground.model, estimateOf(ground, heaviest), { left: STATES });
  const first = firstState(ground.model);
  search.from(first);
  return search.complete ? search.walk(first) : null;
}

function stepsOf(model: Model, moves: readonly Move[]): Step[] {
  const nodes = [0, ...moves.map(({ next }) => next?.node ?? NONE)];
  return moves.map(({ way, reported }, index) => ({
    node: model.nodes[nodes[index] ?? NONE] ?? '',
    outcome: way.outcome,
    ...(reported === NONE ? {} : { failureClass: model.classes[reported] ?? '' }),
    ...(way.resume === null ? {} : { resume: way.resume }),
  }));
}
