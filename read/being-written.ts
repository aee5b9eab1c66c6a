// Files that lie where work is dropped and have not rested yet: somebody may still be writing them.
import { lstatSync } from 'node:fs';
import { runtimePaths } from '../core/contracts/paths.js';
import { neededRest, REST_MS } from '../core/documents/rest.js';
import { jsonLines } from '../core/json-lines.js';
import type { Folder } from './folders.js';
import { namesIn, readPiece, shown } from './files.js';
import { readLine } from './line.js';
import type { SnapshotView } from './snapshot.js';

/** Paths relative to `millrace-agents/`. */
export function listBeingWritten(workspace: string, folders: readonly Folder[], now: number): string[] {
  const queued = folders.filter(({ state }) => state === 'queued');
  const drops = queued.flatMap(({ family, ids }) => ids.map((id) => runtimePaths.document(family, 'queued', id)));
  const ideas = runtimePaths.ideaInboxes.flatMap((folder) =>
    namesIn(shown(workspace, folder)).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : [])),
  );
  const all = [...drops, ...ideas];
  const isFreshHere = (file: string): boolean => isFresh(shown(workspace, file), now);
  if (all.length > MANY) return withoutOurs(workspace, all).filter(isFreshHere);
  const fresh = all.filter(isFreshHere);
  return fresh.length === 0 ? [] : withoutOurs(workspace, fresh);
}

/** Of more files than that the list of ours tells sooner which of them need no look than looks would. */
const MANY = 300;

function withoutOurs(workspace: string, files: readonly string[]): string[] {
  const ours = filesOfOurs(workspace);
  return files.filter((file) => !ours.has(file));
}

/**
 * Where one may still be written. `inFolders`: documents that the workspace has not taken in. Those of a long line are looked at one by one only
 * where there are some, so that looking costs the same however much is queued.
 */
export function foldersToWatch(
  folders: readonly Folder[],
  snapshot: SnapshotView | null,
  inFolders: number,
): typeof folders {
  const isTold = (snapshot?.workspace ?? null) !== null;
  const isWhole = isTold && inFolders === 0 && readLine(folders, snapshot).isLong;
  return isWhole ? [] : folders;
}

/** What we wrote there ourselves, relative to `millrace-agents/`. */
function filesOfOurs(workspace: string): Set<string> {
  const ours = new Set<string>();
  for (const { path, gone } of jsonLines(readPiece(shown(workspace, runtimePaths.manifest))?.text ?? ''))
    if (typeof path === 'string') void (gone === true ? ours.delete(path) : ours.add(path));
  return ours;
}

function isFresh(file: string, now: number): boolean {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) return false;
  const age = now - stat.ctimeMs;
  return age >= 0 && age < neededRest(stat, REST_MS);
}
