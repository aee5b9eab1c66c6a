// A bound that is found at once for every graph: between two counts lies a free path, and there are only so many counts.
import { longestPath } from './longest-path.js';
import type { Model } from './model.js';
import { NONE } from './model.js';
import { poolsOf } from './places.js';

/** No walk has more stage runs; at most `Number.MAX_SAFE_INTEGER`, which no activation reaches. */
export function coarseBound(model: Model): number {
  const free = model.ways.map((ways) =>
    ways.flatMap(({ rungs }) =>
      rungs.flatMap(({ to, once, perClass }) => (to !== NONE && once === NONE && perClass === NONE ? [to] : [])),
    ),
  );
  const counts = poolsOf(model).sizes.reduce((sum, size) => sum + size, 0);
  return Math.min(Number.MAX_SAFE_INTEGER, (counts + 1) * longestPath(free));
}
