// Files that lie where work is dropped and have not rested yet: somebody may still be writing them.
import { lstatSync } from 'node:fs';
import { runtimePaths } from '../../core/contracts/paths.js';
import { neededRest, REST_MS } from '../../core/documents/rest.js';
import type { Folder } from './folders.js';
import { namesIn, shown } from './files.js';

/** Paths relative to `millrace-agents/`. */
export function listBeingWritten(workspace: string, folders: readonly Folder[], now: number): string[] {
  const queued = folders.filter(({ state }) => state === 'queued');
  const drops = queued.flatMap(({ family, ids }) => ids.map((id) => runtimePaths.document(family, 'queued', id)));
  const ideas = runtimePaths.ideaInboxes.flatMap((folder) =>
    namesIn(shown(workspace, folder)).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : [])),
  );
  return [...drops, ...ideas].filter((file) => isFresh(shown(workspace, file), now));
}

function isFresh(file: string, now: number): boolean {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) return false;
  const age = now - stat.ctimeMs;
  return age >= 0 && age < neededRest(stat, REST_MS);
}
