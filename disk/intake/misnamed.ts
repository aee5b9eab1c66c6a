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

interface Misnamed {
  files: MisnamedFile[];
  /** Written a moment ago, to be looked at again. */
  unsettled: string[];
}

/** Of these folders, relative to `millrace-agents/`. */
export const misnamedIn = (dirs: Dirs, folders: readonly string[], restMs: number): Misnamed =>
  judged(
    dirs,
    folders.flatMap((folder) => filesIn(dirs, folder)),
    restMs,
  );

/** Of these files, which lie in intake folders: however many others lie there, what happens to one of them costs the same. */
export const misnamedAmong = (dirs: Dirs, files: readonly string[], restMs: number): Misnamed =>
  judged(
    dirs,
    files.filter((file) => isMisnamed(path.basename(file)) && isFile(shownFile(dirs, file))),
    restMs,
  );

function judged(dirs: Dirs, files: readonly string[], restMs: number): Misnamed {
  const all = files.toSorted();
  const rests = (file: string): boolean => !isBeingWritten(shownFile(dirs, file), restMs);
  return {
    files: all.filter(rests).map((file) => ({ file, reason: reasonFor(path.basename(file)) })),
    unsettled: all.filter((file) => !rests(file)),
  };
}

function filesIn(dirs: Dirs, folder: string): string[] {
  const at = path.dirname(shownFile(dirs, `${folder}/_`));
  const names = namesIn(at).filter((name) => isMisnamed(name) && isFile(path.join(at, name)));
  return names.map((name) => `${folder}/${name}`);
}

const isMisnamed = (name: string): boolean => !name.endsWith(ENDING) && isLookedAt(name);

/** Whatever is no folder. */
const isFile = (whole: string): boolean => lstatSync(whole, { throwIfNoEntry: false })?.isDirectory() === false;

function reasonFor(name: string): string {
  const stem = inert(path.parse(name).name);
  const json = /\.json$/i.test(name) ? ' `millrace add` takes JSON from any folder.' : '';
  return `Here only files with the ending ${ENDING} are taken in. Give it the name ${stem}${ENDING} if it is a document, or move it away.${json}`;
}
