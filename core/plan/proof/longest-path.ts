// Longest paths over steps that cost nothing. These never close a cycle, so one pass in topological order finds them.
import type { WalkPlace } from './places.js';

/** Where what is free leads from each vertex. */
type Free = readonly (readonly number[])[];

/** Vertices in an order in which what is free only leads forward: by Kahn's algorithm. */
export function topologicalOrder(free: Free): number[] {
  const entering = free.map(() => 0);
  for (const next of free.flat()) entering[next] = (entering[next] ?? 0) + 1;
  const order = [...free.keys()].filter((vertex) => entering[vertex] === 0);
  for (const vertex of order) {
    for (const next of free[vertex] ?? []) {
      entering[next] = (entering[next] ?? 0) - 1;
      if (entering[next] === 0) order.push(next);
    }
  }
  return order;
}

/** Vertices of the longest path of all. */
export function longestPath(free: Free): number {
  const lengths = free.map(() => 1);
  for (const vertex of topologicalOrder(free)) {
    for (const next of free[vertex] ?? []) lengths[next] = Math.max(lengths[next] ?? 1, (lengths[vertex] ?? 1) + 1);
  }
  return lengths.reduce((most, one) => Math.max(most, one), 0);
}

/** By place: the most stage runs on a free path from one place to it, both included; 0 where there is none. */
export function longestPathsFrom(places: readonly WalkPlace[], order: readonly number[], from: number): number[] {
  const runs = places.map((_, place): number => (place === from ? 1 : 0));
  for (const place of order) {
    const here = runs[place] ?? 0;
    if (here === 0) continue;
    for (const next of places[place]?.free ?? []) runs[next] = Math.max(runs[next] ?? 0, here + 1);
  }
  return runs;
}

/**
 * By place: the heaviest free path from there on, a stage run for each place of it and, at its end, `into` for a count of a
 * pool.
 */
export function heaviestPathsOnward(places: readonly WalkPlace[], into: (pool: number) => number): number[] {
  const weights = places.map(() => 1);
  for (const place of topologicalOrder(places.map((place) => place.free)).reverse()) {
    const { free = [], paid = [] } = places[place] ?? {};
    const next = [...free.map((to) => weights[to] ?? 0), ...paid.map(({ pool }) => into(pool))];
    weights[place] = 1 + Math.max(0, ...next);
  }
  return weights;
}
