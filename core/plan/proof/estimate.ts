// An upper bound for the search: how many stage runs can follow a state. The place it is at promises some, and each count
// that is left is worth what the potentials say of its pool: no step of a walk gains more than it gives up of both.
import { heaviestPathsOnward } from './longest-path.js';
import { NONE } from './model.js';
import type { State } from './moves.js';
import { poolVertex } from './network.js';
import type { Relaxation } from './relaxation.js';
import type { WalkGround } from './walk.js';

/** Largest number of stage runs from a state on, this one included; never too small. */
export type Estimate = (state: State) => number;

export function estimateOf({ model, places, pools, network }: WalkGround, { potential }: Relaxation): Estimate {
  const into = (pool: number) => potential[poolVertex(network.landings.length, pool)] ?? 0;
  const out = (pool: number) => potential[poolVertex(network.landings.length, pool) + 1] ?? 0;
  const price = (pool: number) => (pool === NONE || into(pool) === -Infinity ? 0 : Math.max(0, out(pool) - into(pool)));
  const onward = heaviestPathsOnward(places.all, into);
  const counters = [...model.once, ...model.classes.flatMap(() => model.perClass)].map((most, counter) => ({
    ...{ most, price: price(pools.of[counter] ?? NONE) },
  }));
  return ({ node, kept, spent }) => {
    let possible = onward[places.at(node, kept)] ?? 0;
    for (const [counter, { most, price: each }] of counters.entries())
      possible += (most - (spent[counter] ?? 0)) * each;
    return possible;
  };
}
