// Ways over places that cost nothing. They never close a round, so that the longest is found place by place.
import type { Place } from './places.js';

/** Places in an order in which what is free only leads forward. */
export function downhill(places: readonly Place[]): number[] {
  const seen = new Set<number>();
  const order: number[] = [];
  const visit = (place: number): void => {
    if (seen.has(place)) return;
    seen.add(place);
    for (const next of places[place]?.free ?? []) visit(next);
    order.push(place);
  };
  for (const place of places.keys()) visit(place);
  return order.reverse();
}

/** By place: the most stage runs on a free way from one place to it, both included; 0 where there is none. */
export function reachFrom(places: readonly Place[], order: readonly number[], from: number): number[] {
  const runs = places.map((_, place): number => (place === from ? 1 : 0));
  for (const place of order) {
    const here = runs[place] ?? 0;
    if (here === 0) continue;
    for (const next of places[place]?.free ?? []) runs[next] = Math.max(runs[next] ?? 0, here + 1);
  }
  return runs;
}

/** By place: the most that can be gained from there on, a stage run for each place and `into` for a count of a purse. */
export function promisesOf(places: readonly Place[], into: (purse: number) => number): number[] {
  const promises = places.map(() => 1);
  for (const place of downhill(places).reverse()) {
    const { free = [], paid = [] } = places[place] ?? {};
    const next = [...free.map((to) => promises[to] ?? 0), ...paid.map(({ purse }) => into(purse))];
    promises[place] = 1 + Math.max(0, ...next);
  }
  return promises;
}
