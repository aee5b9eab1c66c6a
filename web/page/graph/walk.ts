// The way that one run took over the picture of its plane: visits of stages, and how often each edge was gone over.
import type { PlanePicture, RunPage } from '../../contract.js';
import { count } from '../grouped.js';
import { wayKey } from './drawn.js';

type Run = Pick<RunPage, 'plane' | 'state'> & {
  stagesRun: readonly Pick<RunPage['stagesRun'][number], 'node' | 'outcome'>[];
};

export interface Walk {
  plane: string;
  visits: Map<string, number>;
  /** By `wayKey`. */
  edges: Map<string, number>;
  /** How often edges with a bound were taken, by the bound's name. */
  bounds: Map<string, number>;
  /** Where it stands, or stood last. */
  at: string | null;
}

/** A stage that was tried again counts each time; an edge that is not in the picture, such as a way chosen by who repaired, has no line. */
export function walkOf(picture: PlanePicture, { plane, state, stagesRun }: Run): Walk {
  const walk: Walk = {
    plane,
    visits: new Map(),
    edges: new Map(),
    bounds: new Map(),
    at: stagesRun.at(-1)?.node ?? null,
  };
  stagesRun.forEach(({ node, outcome }, at) => {
    count(walk.visits, node);
    if (outcome !== null)
      step(picture, walk, { from: node, outcome }, stagesRun[at + 1]?.node ?? (state === 'active' ? null : undefined));
  });
  return walk;
}

/** `next`: the stage after it; null = it is not known yet; undefined = the run left. */
function step(
  picture: PlanePicture,
  walk: Walk,
  { from, outcome }: { from: string; outcome: string },
  next: string | null | undefined,
): void {
  const edge = picture.edges.find(
    (one) =>
      one.from === from && one.outcome === outcome && (next === undefined ? one.ends : !one.ends && one.to === next),
  );
  if (edge === undefined) return;
  count(walk.edges, wayKey(edge));
  if (edge.bound !== null) count(walk.bounds, edge.bound.name);
}
