// How many stage runs can follow, at most: what the place promises, and what the counts left are worth. Both come from the
// heaviest circulation: no step of a walk gains more than it gives up of them.
import type { Circulation } from './circulation.js';
import { NONE } from './model.js';
import type { State } from './moves.js';
import { purseVertex } from './network.js';
import { promisesOf } from './paths.js';
import type { Ground } from './walk.js';

/** Largest number of stage runs from a state on, this one included; never too small. */
export type Estimate = (state: State) => number;

export function estimateOf({ model, places, purses, network }: Ground, { worth }: Circulation): Estimate {
  const into = (purse: number) => worth[purseVertex(network.landings.length, purse)] ?? 0;
  const out = (purse: number) => worth[purseVertex(network.landings.length, purse) + 1] ?? 0;
  const price = (purse: number) =>
    purse === NONE || into(purse) === -Infinity ? 0 : Math.max(0, out(purse) - into(purse));
  const promises = promisesOf(places.all, into);
  const counters = [...model.once, ...model.classes.flatMap(() => model.perClass)].map((most, counter) => ({
    ...{ most, price: price(purses.of[counter] ?? NONE) },
  }));
  return ({ node, kept, spent }) => {
    let possible = promises[places.at(node, kept)] ?? 0;
    for (const [counter, { most, price: each }] of counters.entries())
      possible += (most - (spent[counter] ?? 0)) * each;
    return possible;
  };
}
