// The ids in the state folders, by their file names alone: cheap also with thousands of items.
import { FAMILIES, ITEM_STATES, type ItemState } from '../core/contracts/families.js';
import { placeKey } from '../core/documents/place.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { familiesOf } from './families.js';
import { namesIn, shown } from './files.js';
import { own } from '../core/own.js';

export interface Folder {
  family: string;
  state: ItemState;
  ids: string[];
}

export interface Place {
  family: string;
  state: ItemState;
  id: string;
  /** Relative to `millrace-agents/`. */
  path: string;
}

/** Every folder that an item can be in. */
export function listFolders(workspace: string): Folder[] {
  return familiesOf(workspace).flatMap((family) =>
    ITEM_STATES.map((state) => {
      const names = namesIn(shown(workspace, runtimePaths.stateFolder(family, state)));
      const documents = names.filter((name) => name.endsWith('.md') && !name.startsWith('.'));
      return { family, state, ids: documents.map((name) => name.slice(0, -3)) };
    }),
  );
}

/** The ids of all items. */
export const allIds = (folders: readonly Folder[]): string[] => folders.flatMap(({ ids }) => ids);

/** How many items there are in these states; without any in all of them. */
export const countIn = (folders: readonly Folder[], ...states: readonly ItemState[]): number =>
  folders.reduce((sum, { state, ids }) => sum + (states.length === 0 || states.includes(state) ? ids.length : 0), 0);

/** The items whose id is `prefix`, or else those whose id begins with it. */
export function findPlaces(folders: readonly Folder[], prefix: string): Place[] {
  const all = folders.flatMap(({ family, state, ids }) =>
    ids.filter((id) => id.startsWith(prefix)).map((id) => placeOf(family, state, id)),
  );
  const exact = all.filter((place) => place.id === prefix);
  return exact.length > 0 ? exact : all;
}

/** The item of exactly this family and id; null where there is none. */
export function placeIn(folders: readonly Folder[], { family, id }: { family: string; id: string }): Place | null {
  const folder = folders.find((one) => one.family === family && one.ids.includes(id));
  return folder === undefined ? null : placeOf(family, folder.state, id);
}

/** In the order of claims: planning before execution, then by family, creation and id, or the place that a person gave it. */
export function claimOrder<T extends Place & { createdAt: string; place?: string }>(places: readonly T[]): T[] {
  const rank = ({ family }: Place): number => (own(FAMILIES, family)?.plane === 'planning' ? 0 : 10) + rankOf(family);
  return [...places].sort((a, b) => rank(a) - rank(b) || compare(keyOf(a), keyOf(b)) || compare(a.id, b.id));
}

const keyOf = ({ place, createdAt, id }: Place & { createdAt: string; place?: string }): string =>
  placeKey(place ?? createdAt, id);

export const placeOf = (family: string, state: ItemState, id: string): Place => ({
  ...{ family, state, id },
  path: runtimePaths.document(family, state, id),
});

/** Families that the workspace added are listed behind those that ship. */
const rankOf = (family: string): number => own(FAMILIES, family)?.rank ?? 9;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
