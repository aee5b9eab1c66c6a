// A walk is a chain of segments: each begins at a landing (the start, or where a count led), goes on for nothing, and ends
// with the next count or with the activation. Which pool is spent from which landing, and how often, is a circulation
// through a small network that weighs at least as much as the walk has stage runs. So no walk is longer than the heaviest
// circulation, and the network is as small for large bounds as for small ones.
import type { Arc } from './residual.js';
import { NONE } from './model.js';
import { topologicalOrder, longestPathsFrom } from './longest-path.js';
import type { WalkPlace } from './places.js';
import { type ProofSteps, take } from './steps.js';

export interface Segment {
  /** Landing where it begins. */
  from: number;
  /** Pool that its last stage run takes a count from; NONE when the activation ends. */
  pool: number;
  /** Its stage runs, at most. */
  runs: number;
}

export interface Lead {
  pool: number;
  /** Landing. */
  to: number;
}

export interface Network {
  /** By landing: its place, and the stage runs from there to each place; the first landing is the start. */
  landings: number[];
  reach: number[][];
  segments: Segment[];
  leads: Lead[];
  vertices: number;
  /** The arc that closes the cycle of a walk, then those of segments, of leads, and of pools. */
  arcs: Arc[];
}

/** Vertex where walks end. */
export const END = 0;
export const landingVertex = (landing: number): number => 1 + landing;

/** `sizes`: counts that each pool holds. Null when the steps do not suffice. */
export function networkOf(places: readonly WalkPlace[], sizes: readonly number[], steps: ProofSteps): Network | null {
  const landings = [...new Set([0, ...places.flatMap(({ paid }) => paid.map(({ to }) => to))])];
  const each = places.reduce((sum, { free, paid }) => sum + 1 + free.length + paid.length, 0);
  if (!take(steps, landings.length * each)) return null;
  const order = topologicalOrder(places.map(({ free }) => free));
  const reach = landings.map((place) => longestPathsFrom(places, order, place));
  const segments = reach.flatMap((runs, from) => segmentsFrom(places, runs).map((one) => ({ from, ...one })));
  const leads = leadsOf(places, new Map(landings.map((place, landing) => [place, landing])));
  const arcs = arcsOf(segments, leads, landings.length, sizes);
  return { landings, reach, segments, leads, vertices: poolVertex(landings.length, sizes.length), arcs };
}

/** Counts go in here, and come out at the next vertex. */
export const poolVertex = (landings: number, pool: number): number => landingVertex(landings) + 2 * pool;

/** The arcs of a segment that ends with a count, and where that leads. */
export function arcsFor({ segments, leads }: Network, segment: number, lead: number): number[] {
  return [1 + segment, 1 + segments.length + lead, 1 + segments.length + leads.length + (leads[lead]?.pool ?? 0)];
}

function arcsOf(segments: Segment[], leads: Lead[], landings: number, sizes: readonly number[]): Arc[] {
  const arc = (from: number, to: number, room: number, weight: number): Arc => ({ from, to, least: 0, room, weight });
  const into = (pool: number) => (pool === NONE ? END : poolVertex(landings, pool));
  return [
    arc(END, landingVertex(0), 1, 0),
    ...segments.map(({ from, pool, runs }) => arc(landingVertex(from), into(pool), Infinity, runs)),
    ...leads.map(({ pool, to }) => arc(into(pool) + 1, landingVertex(to), Infinity, 0)),
    ...sizes.map((size, pool) => arc(into(pool), into(pool) + 1, size, 0)),
  ];
}

/** By what they end with, the longest. */
function segmentsFrom(places: readonly WalkPlace[], reach: readonly number[]): { pool: number; runs: number }[] {
  const longest = new Map([[NONE, Math.max(...reach)]]);
  for (const [place, runs] of reach.entries()) {
    if (runs === 0) continue;
    for (const { pool } of places[place]?.paid ?? []) longest.set(pool, Math.max(longest.get(pool) ?? 0, runs));
  }
  return [...longest].map(([pool, runs]) => ({ pool, runs }));
}

/** `landings`: landing by place. */
function leadsOf(places: readonly WalkPlace[], landings: ReadonlyMap<number, number>): Lead[] {
  const all = places.flatMap(({ paid }) => paid.map(({ pool, to }) => ({ pool, to: landings.get(to) ?? 0 })));
  return [...new Map(all.map((lead) => [`${lead.pool} ${lead.to}`, lead] as const)).values()];
}
