// Files in intake folders whose names make them no documents: they are refused with the reason, so that nobody waits for what is never
// looked at. What hides itself, what another program has not finished writing, and what the runtime keeps there is left alone.
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { runtimePaths } from '../../core/contracts/paths.js';
import { inert } from '../../core/inert.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { namesIn } from './folders.js';
import { isBeingWritten } from '../store/rest.js';

const ENDING = '.md';
const OURS: readonly string[] = [runtimePaths.invalidLog, runtimePaths.interventions];
/** Quarantine, what was moved aside, and what editors and downloads write before they give a file its name. */
const LEFT_ALONE =
  /^\.|\.invalid(\.\d+)?$|\.foreign(\.\d+)?$|~$|\.(tmp|temp|part|partial|crdownload|swp|swx|bak|orig)$/i;

/** Whether whoever looks at an intake folder has to look at a file of this name. */
export const isLookedAt = (name: string): boolean => !LEFT_ALONE.test(name) && !OURS.includes(name);

/** `file`: relative to `millrace-agents/`. */
export interface MisnamedFile {
  file: string;
  reason: string;
}

/** Of these folders, relative to `millrace-agents/`. `unsettled`: written a moment ago, to be looked at again. */
export function misnamedIn(
  dirs: Dirs,
  folders: readonly string[],
  restMs: number,
): { files: MisnamedFile[]; unsettled: string[] } {
  const all = folders.flatMap((folder) => filesIn(dirs, folder)).sort();
  const rests = (file: string): boolean => !isBeingWritten(shownFile(dirs, file), restMs);
  return {
    files: all.filter(rests).map((file) => ({ file, reason: reasonFor(path.basename(file)) })),
    unsettled: all.filter((file) => !rests(file)),
  };
}

function filesIn(dirs: Dirs, folder: string): string[] {
  const at = path.dirname(shownFile(dirs, `${folder}/_`));
  const isFolder = (name: string): boolean =>
    lstatSync(path.join(at, name), { throwIfNoEntry: false })?.isDirectory() !== false;
  const names = namesIn(at).filter((name) => !name.endsWith(ENDING) && isLookedAt(name) && !isFolder(name));
  return names.map((name) => `${folder}/${name}`);
}

function reasonFor(name: string): string {
  const stem = inert(path.parse(name).name);
  const json = /\.json$/i.test(name) ? ' `millrace add` takes JSON from any folder.' : '';
  return `Here only files with the ending ${ENDING} are taken in. Give it the name ${stem}${ENDING} if it is a document, or move it away.${json}`;
}
