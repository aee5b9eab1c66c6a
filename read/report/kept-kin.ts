// Where items belong, kept from one look to the next: the document of an item that is at its end is read once.
import { setImmediate as turn } from 'node:timers/promises';
import { isLive } from '../../core/contracts/families.js';
import { type Folder, listFolders, type Place, placeOf } from '../folders.js';
import type { HeadsOf } from '../heads.js';
import { type KinItem, kinItem, kinItemIn } from '../lineage.js';

/** At work for so long, then others are let by. */
const SLICE_MS = 8;

/** As `kinItems`. `heads`: of this look. What is not known yet is read in pieces, so that the process does other work in between. */
export function keptKin(workspace: string): (heads: HeadsOf) => Promise<KinItem[]> {
  let known = new Map<string, KinItem>();
  return async (heads) => {
    const kept = new Map<string, KinItem>();
    const all: KinItem[] = [];
    let until = performance.now() + SLICE_MS;
    for (const folder of listFolders(workspace))
      for (const place of itemsIn(folder)) {
        const found = known.get(place.path) ?? itemAt(workspace, place, heads);
        if (!isLive(place.state)) kept.set(place.path, found);
        all.push(found);
        if (performance.now() < until) continue;
        await turn();
        until = performance.now() + SLICE_MS;
      }
    known = kept;
    return all;
  };
}

/** `heads` may know what is open without a look at its document. */
const itemAt = (workspace: string, place: Place, heads: HeadsOf): KinItem =>
  isLive(place.state) ? kinItem(workspace, { ...place, ...heads(place) }) : kinItemIn(workspace, place);

const itemsIn = ({ family, state, ids }: Folder): Place[] => ids.toSorted().map((id) => placeOf(family, state, id));
