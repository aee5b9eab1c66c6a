// What the workspace knows of an id, by its files: a document in the folder of a state, and what the manifest announced.
import type { ItemState } from '../../core/contracts/families.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';
import { statOf } from '../files.js';
import { shownFile } from '../folder.js';
import type { Manifest } from './manifest.js';

/** Whether there is a document of that id in one of these states; null when that cannot be seen. */
export function isKnownIn(
  dirs: Dirs,
  manifest: Manifest,
  item: { family: string; id: string },
  states: readonly ItemState[],
): boolean | null {
  const places = states.map((state) => runtimePaths.document(item.family, state, item.id));
  if (places.some((place) => manifest.has(place))) return true;
  try {
    return places.some((place) => statOf(shownFile(dirs, place)) !== null);
  } catch {
    return null;
  }
}
