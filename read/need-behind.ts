// What keeps a queued item from running, if that needs a person: the item itself, or the first on the way along what it waits for.
import { neededFamily } from '../core/contracts/families.js';
import type { HeadsOf } from './heads.js';
import type { Need } from './need.js';
import { type Folder, type Place, placeOf } from './folders.js';

/** Longer ways are not looked for. */
const LONGEST_WAY = 200;

/** Null when nothing on its way needs a person. */
export function needBehind(
  place: Place,
  folders: readonly Folder[],
  heads: HeadsOf,
  needs: readonly Need[],
): Need | null {
  const way = new Map([[keyOf(place), place]]);
  for (const [key, at] of way) {
    const need = needs.find(({ name }) => name === key);
    if (need !== undefined || way.size > LONGEST_WAY) return need ?? null;
    if (at.state !== 'queued') continue;
    for (const next of heads(at).needs.flatMap((id) => neededIn(folders, neededFamily(at.family), id)))
      way.set(keyOf(next), next);
  }
  return null;
}

const keyOf = ({ family, id }: Place): string => `${family}/${id}`;

function neededIn(folders: readonly Folder[], of: string, id: string): Place[] {
  const folder = folders.find(({ family, ids }) => family === of && ids.includes(id));
  return folder === undefined ? [] : [placeOf(of, folder.state, id)];
}
