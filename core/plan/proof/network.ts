// A walk is a chain of segments: each begins at a landing (the start, or where a count led), goes on for nothing, and ends
// with the next count or with the activation. Which purse is emptied from which landing, and how often, is a circulation
// through a small network that weighs as much as the walk has stage runs. So no walk is longer than the heaviest one, and
// the network is as small for large bounds as for small ones.
import type { Arc } from './flow.js';
import { NONE } from './model.js';
import { downhill, reachFrom } from './paths.js';
import type { Place } from './places.js';

export interface Segment {
  /** Landing where it begins. */
  from: number;
  /** Purse that its last stage run takes a count from; NONE when the activation ends. */
  purse: number;
  /** Its stage runs, at most. */
  runs: number;
}

export interface Lead {
  purse: number;
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
  /** The arc that closes the round of a walk, then those of segments, of leads, and of purses. */
  arcs: Arc[];
}

/** Vertex where walks end. */
export const END = 0;
export const landingVertex = (landing: number): number => 1 + landing;

/** `sizes`: counts that each purse holds. */
export function networkOf(places: readonly Place[], sizes: readonly number[]): Network {
  const landings = [...new Set([0, ...places.flatMap(({ paid }) => paid.map(({ to }) => to))])];
  const order = downhill(places);
  const reach = landings.map((place) => reachFrom(places, order, place));
  const segments = reach.flatMap((runs, from) => segmentsFrom(places, runs).map((one) => ({ from, ...one })));
  const leads = leadsOf(places, landings);
  const arcs = arcsOf(segments, leads, landings.length, sizes);
  return { landings, reach, segments, leads, vertices: purseVertex(landings.length, sizes.length), arcs };
}

/** Counts go in here, and come out at the next vertex. */
export const purseVertex = (landings: number, purse: number): number => landingVertex(landings) + 2 * purse;

/** The arcs of a segment that ends with a count, and where that leads. */
export function arcsFor({ segments, leads }: Network, segment: number, lead: number): number[] {
  return [1 + segment, 1 + segments.length + lead, 1 + segments.length + leads.length + (leads[lead]?.purse ?? 0)];
}

function arcsOf(segments: Segment[], leads: Lead[], landings: number, sizes: readonly number[]): Arc[] {
  const arc = (from: number, to: number, room: number, weight: number): Arc => ({ from, to, least: 0, room, weight });
  const into = (purse: number) => (purse === NONE ? END : purseVertex(landings, purse));
  return [
    arc(END, landingVertex(0), 1, 0),
    ...segments.map(({ from, purse, runs }) => arc(landingVertex(from), into(purse), Infinity, runs)),
    ...leads.map(({ purse, to }) => arc(into(purse) + 1, landingVertex(to), Infinity, 0)),
    ...sizes.map((size, purse) => arc(into(purse), into(purse) + 1, size, 0)),
  ];
}

/** By what they end with, the longest. */
function segmentsFrom(places: readonly Place[], reach: readonly number[]): { purse: number; runs: number }[] {
  const longest = new Map([[NONE, Math.max(...reach)]]);
  for (const [place, runs] of reach.entries()) {
    if (runs === 0) continue;
    for (const { purse } of places[place]?.paid ?? []) longest.set(purse, Math.max(longest.get(purse) ?? 0, runs));
  }
  return [...longest].map(([purse, runs]) => ({ purse, runs }));
}

function leadsOf(places: readonly Place[], landings: readonly number[]): Lead[] {
  const all = places.flatMap(({ paid }) => paid.map(({ purse, to }) => ({ purse, to: landings.indexOf(to) })));
  return [...new Map(all.map((lead) => [`${lead.purse} ${lead.to}`, lead] as const)).values()];
}
