// What lies in the folders of the families, by name.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ADDED_FOLDER, FAMILIES, familiesWith, ITEM_STATES, type ItemState } from '../../core/contracts/families.js';
import { isFamilyId } from '../../core/contracts/ids.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { unless } from '../errors.js';

export interface Spot {
  family: string;
  state: ItemState;
  id: string;
}

const foldersOf = (family: string): [string, Omit<Spot, 'id'>][] =>
  ITEM_STATES.map((state) => [runtimePaths.stateFolder(family, state), { family, state }]);

const shipped = new Map(Object.keys(FAMILIES).flatMap(foldersOf));

/** The families that have folders here: those that ship, and those that the workspace added. */
const familiesHere = (dirs: Dirs): string[] =>
  familiesWith(namesIn(path.dirname(shownFile(dirs, `${ADDED_FOLDER}/_`))));

/** Queue folder of every family, relative to `millrace-agents/`. */
export const queueFolders = (dirs: Dirs): string[] =>
  familiesHere(dirs).map((family) => runtimePaths.stateFolder(family, 'queued'));

/** Whole paths of all in which a name can appear or go without our doing: the folders of documents, and what says which there are. */
export const foldersOfDocuments = (dirs: Dirs): string[] => {
  const all = familiesHere(dirs).flatMap((family) => foldersOf(family).map(([folder]) => folder));
  return [ADDED_FOLDER, ...all].map((folder) => path.join(dirs.workspace, RUNTIME_DIR, folder));
};

/** Which item in which state a path under `millrace-agents/` stands for; null when it is no document's place. */
export function spotOf(file: string): Spot | null {
  const folder = shipped.get(path.dirname(file)) ?? addedSpot(path.dirname(file));
  return folder === undefined || !file.endsWith('.md') ? null : { ...folder, id: path.basename(file, '.md') };
}

/** Paths of every `*.md` in the queue folders, or in the folders of all states, sorted. */
export function listDocuments(dirs: Dirs, which: 'queued' | 'all'): string[] {
  const all = (): string[] => familiesHere(dirs).flatMap((family) => foldersOf(family).map(([folder]) => folder));
  const chosen = which === 'all' ? all() : queueFolders(dirs);
  return chosen.flatMap((folder) => documentsIn(dirs, folder)).sort();
}

function addedSpot(folder: string): Omit<Spot, 'id'> | undefined {
  const [top, family = ''] = folder.split('/');
  if (top !== ADDED_FOLDER || !isFamilyId(family)) return undefined;
  return foldersOf(family).find(([other]) => other === folder)?.[1];
}

/** Paths of the `*.md` in one folder; none when there is no such folder. Throws when the folder is a link. */
export function documentsIn(dirs: Dirs, folder: string): string[] {
  const names = namesIn(path.dirname(shownFile(dirs, `${folder}/_`)));
  return names.filter((name) => name.endsWith('.md') && !name.startsWith('.')).map((name) => `${folder}/${name}`);
}

/** Names in a folder, by its absolute path; none when there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    unless('ENOENT')(error);
    return [];
  }
}
