// Where items stand on the picture: at a stage, or before the stage that their family begins at.
import type { Flow, PlanePicture } from '../../contract.js';
import { count } from '../grouped.js';
import { type FlowItem, familyOf } from './facts.js';

export interface Standing {
  /** By stage, longest there first. */
  atStage: Map<string, FlowItem[]>;
  /** By id of a place: how many wait at an entry, and how many left by an end. */
  tallies: Map<string, number>;
}

/** Of one plane. */
export function standingIn(plane: PlanePicture, { items, edges }: Pick<Flow, 'items' | 'edges'>): Standing {
  const standing: Standing = { atStage: new Map(), tallies: new Map() };
  for (const item of items.filter((one) => one.plane === plane.plane)) put(standing, plane, item);
  const ends = new Set(plane.edges.filter((edge) => edge.ends).map(({ to }) => to));
  for (const edge of edges)
    if (edge.plane === plane.plane && ends.has(edge.to)) count(standing.tallies, `end:${edge.to}`, edge.count);
  return standing;
}

function put({ atStage, tallies }: Standing, { nodes, entries }: PlanePicture, item: FlowItem): void {
  const stage = nodes.find(({ node }) => node === item.node)?.node;
  if (stage !== undefined) atStage.set(stage, [...(atStage.get(stage) ?? []), item]);
  const family = familyOf(item.item);
  if (item.node === null && entries.some((entry) => entry.family === family)) count(tallies, `entry:${family}`);
}
