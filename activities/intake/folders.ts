// What lies in the folders of the families, by name.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { FAMILIES, type ItemState } from '../../core/contracts/families.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { type Dirs, shownFile } from '../dirs.js';
import { unless } from '../files/errors.js';

export interface Spot {
  family: string;
  state: ItemState;
  id: string;
}

const folders = new Map<string, Omit<Spot, 'id'>>(
  Object.values(FAMILIES).flatMap(({ id, states }) =>
    (Object.keys(states) as ItemState[]).map((state) => [runtimePaths.stateFolder(id, state), { family: id, state }]),
  ),
);

/** Queue folder of every family, relative to `millrace-agents/`. */
export const QUEUE_FOLDERS: readonly string[] = [...folders].flatMap(([folder, spot]) =>
  spot.state === 'queued' ? [folder] : [],
);

/** Which item in which state a path under `millrace-agents/` stands for; null when it is no document's place. */
export function spotOf(file: string): Spot | null {
  const folder = folders.get(path.dirname(file));
  return folder === undefined || !file.endsWith('.md') ? null : { ...folder, id: path.basename(file, '.md') };
}

/** Paths of every `*.md` in the queue folders, or in the folders of all states, sorted. */
export function listDocuments(dirs: Dirs, which: 'queued' | 'all'): string[] {
  const chosen = which === 'all' ? [...folders.keys()] : QUEUE_FOLDERS;
  return chosen.flatMap((folder) => documentsIn(dirs, folder)).sort();
}

/** Paths of the `*.md` in one folder; none when there is no such folder. Throws when the folder is a link. */
export function documentsIn(dirs: Dirs, folder: string): string[] {
  const names = namesIn(path.dirname(shownFile(dirs, `${folder}/_`)));
  return names.filter((name) => name.endsWith('.md') && !name.startsWith('.')).map((name) => `${folder}/${name}`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    unless('ENOENT')(error);
    return [];
  }
}
