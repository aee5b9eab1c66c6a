// What no walk exceeds: the heaviest circulation. One that does not hang together is no walk, since a walk cannot jump; then
// all walks are parted into those that leave its disconnected part alone and those that enter it by one of its arcs.
import { potentials } from './bellman-ford.js';
import { heaviestCirculation } from './min-cost-circulation.js';
import type { Network } from './network.js';
import { END, landingVertex } from './network.js';
import { Remainder } from './remainder.js';
import type { Arc, Uses } from './residual.js';
import { residualArcs } from './residual.js';
import { type ProofSteps, take } from './steps.js';

export interface Relaxation {
  arcs: Arc[];
  uses: Uses;
  /** By vertex: the most that a path from it to the end can still gain. */
  potential: number[];
  /** At least as many stage runs as any walk has that the arcs allow. */
  runs: number;
  /** The same uses, or others of the same weight that hang together if such were found. */
  remainder: Remainder;
  /** Vertices that are used and that nothing leads to. */
  disconnected: Set<number>;
}

/** Null when the arcs allow no walk, or when the steps are used up. `first`: uses to begin with. */
export function relax({ vertices }: Network, arcs: Arc[], first: Readonly<Uses>, steps: ProofSteps): Relaxation | null {
  const uses = heaviestCirculation(vertices, arcs, first, steps);
  if (uses === null) return null;
  const potential = potentials(vertices, residualArcs(arcs, uses), END, steps);
  if (!take(steps, arcs.length)) return null;
  const remainder = Remainder.of(vertices, arcs, uses, potential, steps);
  const disconnected = remainder.connect(landingVertex(0));
  const runs = arcs.reduce((sum, { weight }, arc) => sum + weight * (uses[arc] ?? 0), 0);
  return { arcs, uses, potential, runs, remainder, disconnected };
}

export const relaxAll = (network: Network, steps: ProofSteps): Relaxation | null =>
  relax(network, network.arcs, unused(network.arcs), steps);

/** Every walk that the arcs allow is allowed by one of these. */
export function branches(network: Network, { arcs, uses, disconnected }: Relaxation, steps: ProofSteps): Relaxation[] {
  const apart = arcs.map((arc) => (disconnected.has(arc.from) || disconnected.has(arc.to) ? { ...arc, room: 0 } : arc));
  const joined = [...arcs.keys()]
    .filter((arc) => leadsInto(arcs[arc], disconnected))
    .map((one) => {
      const forced = arcs.map((arc, index) => (index === one ? { ...arc, least: 1 } : arc));
      return relax(network, forced, uses, steps);
    });
  return [relax(network, apart, unused(arcs), steps), ...joined].flatMap((one) => one ?? []);
}

const unused = (arcs: readonly Arc[]): Uses => arcs.map(() => 0);

const leadsInto = (arc: Arc | undefined, part: ReadonlySet<number>): boolean =>
  arc !== undefined && arc.room > 0 && !part.has(arc.from) && part.has(arc.to);
