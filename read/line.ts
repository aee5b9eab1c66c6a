// The queued items in the order of claims: first those that the workspace named, then the rest by what their documents say.
import { claimOrder, countIn, type Folder, type Place, placeOf } from './folders.js';
import type { HeadsOf } from './heads.js';
import type { SnapshotView } from './snapshot.js';

/** Of a longer line only what was named is shown unasked, so that looking costs the same however much is queued. */
const MANY = 300;

export interface Line {
  count: number;
  isLong: boolean;
  /** Those at the front; none before the first run. */
  named: Place[];
  /** All of them; costs a look at every document. */
  inOrder(heads: HeadsOf): Place[];
}

export function readLine(folders: readonly Folder[], snapshot: SnapshotView | null): Line {
  const queues = folders.filter(({ state }) => state === 'queued');
  const count = countIn(queues);
  const isQueued = (family: string, id: string): boolean =>
    queues.some((queue) => queue.family === family && queue.ids.includes(id));
  const next = (snapshot?.workspace?.next ?? []).filter(({ family, id }) => isQueued(family, id));
  const named = next.map(({ family, id }) => placeOf(family, 'queued', id));
  return { count, isLong: count > MANY, named, inOrder: (heads) => [...named, ...unnamed(queues, named, heads)] };
}

function unnamed(queues: readonly Folder[], named: readonly Place[], heads: HeadsOf): Place[] {
  const known = new Set(named.map(({ path }) => path));
  const places = queues.flatMap(({ family, ids }) => ids.map((id) => placeOf(family, 'queued', id)));
  const rest = places.filter(({ path }) => !known.has(path));
  return claimOrder(rest.map((place) => ({ ...heads(place), ...place })));
}
