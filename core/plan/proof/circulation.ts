// The heaviest circulation under conditions, and the two conditions that part all walks when it does not hang together:
// either nothing leads to its loose part, or one of the arcs that lead there is used.
import type { Arc } from './flow.js';
import { heaviest, worths } from './flow.js';
import type { Network } from './network.js';
import { END, landingVertex } from './network.js';
import { Rest } from './rest.js';

export interface Circulation {
  arcs: Arc[];
  used: number[];
  /** What each vertex promises on the way to the end, beside the counts. */
  worth: number[];
  /** At least as many stage runs as any walk has that keeps the conditions. */
  runs: number;
  /** The same uses or others of the same weight, that hang together if such were found. */
  rest: Rest;
  /** Vertices that are used and hang loose. */
  loose: Set<number>;
}

/** Null when no walk keeps the conditions. `uses`: to begin with. */
export function circulate({ vertices }: Network, arcs: Arc[], uses: readonly number[]): Circulation | null {
  const used = heaviest(vertices, arcs, uses);
  if (used === null) return null;
  const worth = worths(vertices, arcs, used, END);
  const rest = Rest.of(vertices, arcs, used, worth);
  const loose = rest.tieUp(landingVertex(0));
  return {
    arcs,
    used,
    worth,
    runs: arcs.reduce((sum, { weight }, arc) => sum + weight * (used[arc] ?? 0), 0),
    rest,
    loose,
  };
}

/** What is left to look at when it hangs loose: every walk keeps the conditions of one of these. */
export function partings(network: Network, { arcs, used, loose }: Circulation): Circulation[] {
  const entering = [...arcs.keys()].filter((arc) => leadsInto(arcs[arc], loose));
  const without = arcs.map((arc) => (loose.has(arc.from) || loose.has(arc.to) ? { ...arc, room: 0 } : arc));
  const apart = circulate(
    network,
    without,
    arcs.map(() => 0),
  );
  const joined = entering.map((one) => {
    const forced = arcs.map((arc, index) => (index === one ? { ...arc, least: 1 } : arc));
    return circulate(network, forced, used);
  });
  return [apart, ...joined].flatMap((one) => one ?? []);
}

const leadsInto = (arc: Arc | undefined, loose: ReadonlySet<number>): boolean =>
  arc !== undefined && arc.room > 0 && !loose.has(arc.from) && loose.has(arc.to);
