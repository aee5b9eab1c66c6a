// Where items belong, kept from one look to the next: the document of an item that is at its end is read once.
import { ITEM_STATES, type ItemState } from '../../core/contracts/families.js';
import { type Folder, listFolders, placeOf } from '../folders.js';
import type { HeadsOf } from '../heads.js';
import { type KinItem, kinItem } from './lineages.js';

const ENDED: ReadonlySet<ItemState> = new Set(
  ITEM_STATES.filter((state) => !['queued', 'active', 'blocked'].includes(state)),
);

/** As `kinItems`. `heads`: of this look. */
export function keptKin(workspace: string): (heads: HeadsOf) => KinItem[] {
  let known = new Map<string, KinItem>();
  return (heads) => {
    const kept = new Map<string, KinItem>();
    const all = listFolders(workspace).flatMap((folder) =>
      itemsIn(folder).map((place) => {
        const found = known.get(place.path) ?? kinItem(workspace, { ...place, ...heads(place) });
        if (ENDED.has(place.state)) kept.set(place.path, found);
        return found;
      }),
    );
    known = kept;
    return all;
  };
}

const itemsIn = ({ family, state, ids }: Folder) => ids.toSorted().map((id) => placeOf(family, state, id));
