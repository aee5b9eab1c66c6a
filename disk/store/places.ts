// What belongs in our state folder of a workspace, and what stands there in its place. Nobody else has work there: what is of another
// kind is moved aside, never removed, and its place is made anew.
import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { codeOf, MISSING } from '../errors.js';
import { movedBy, moveAside } from '../foreign.js';
import { close, openTop } from '../opened.js';

export interface OddPlace {
  /** Absolute. */
  path: string;
  /** What belongs there. */
  wanted: 'folder' | 'file';
}

const top = (below: string): string => below.split('/')[0] ?? below;

/** Folders of the first level, by name. */
export const STATE_FOLDERS: readonly string[] = [
  ...[statePaths.texts, statePaths.plans, statePaths.grounds, statePaths.done, statePaths.emitting, statePaths.workers],
  ...[statePaths.checkpoints, statePaths.trees, statePaths.treeRuns, top(statePaths.scratch('x'))],
  ...[statePaths.journal('x'), statePaths.tmp('x'), statePaths.kept('x', 'x')].map(top),
  ...[statePaths.judgement('x'), statePaths.requirements('x'), statePaths.candidate('x')].map(top),
  statePaths.blueprintFolder,
];

/** Files of the first level, by name. */
export const STATE_FILES: readonly string[] = [
  ...[statePaths.runners, statePaths.ground, statePaths.groundLog, statePaths.folder, statePaths.workerLog],
  statePaths.workerErrors,
  ...[statePaths.silence, statePaths.host, statePaths.arrived, statePaths.left],
  ...[statePaths.disks, statePaths.script, statePaths.walls, statePaths.changes, statePaths.feed],
  ...[statePaths.recording, statePaths.report, statePaths.learning, statePaths.notify],
  statePaths.landing,
  statePaths.compiled,
  statePaths.treeSettings,
  statePaths.treesTaken,
];

/** `home`: the state home; `state`: our folder of one workspace in it. One that is missing is not odd. A link to a folder is one. */
export function oddPlaces(home: string, state: string): OddPlace[] {
  const listed = entriesIn(state);
  const inState = (names: readonly string[], isSound: (entry: Dirent) => boolean): string[] =>
    names.filter((name) => !isPassed(listed, name, isSound)).map((name) => path.join(state, name));
  const folders = [home, state, ...inState(STATE_FOLDERS, (entry) => entry.isDirectory())];
  const files = inState(STATE_FILES, (entry) => entry.isFile());
  return [
    ...folders.filter(isNoFolder).map((one): OddPlace => ({ path: one, wanted: 'folder' })),
    ...files.filter(isNoFile).map((one): OddPlace => ({ path: one, wanted: 'file' })),
  ];
}

/** One look at the folder tells of nearly all that lies there. Null where it cannot be listed: each place is looked at then. */
function entriesIn(folder: string): ReadonlyMap<string, Dirent> | null {
  try {
    return new Map(readdirSync(folder, { withFileTypes: true }).map((entry) => [entry.name, entry]));
  } catch {
    return null;
  }
}

/** Nothing is there, or what belongs there. A disk that does not say what is there leaves it open. */
function isPassed(
  listed: ReadonlyMap<string, Dirent> | null,
  name: string,
  isSound: (entry: Dirent) => boolean,
): boolean {
  const entry = listed?.get(name);
  return entry === undefined ? listed !== null : isSound(entry);
}

/** Makes place for what belongs there. Gives the paths where things lie now. A state home that is no folder is left alone. */
export function clearOddPlaces(home: string, state: string): string[] {
  return oddPlaces(home, state).flatMap((odd) => (odd.path === home ? [] : movedBy(() => moveAway(odd.path))));
}

function moveAway(file: string): void {
  const folder = openTop(path.dirname(file));
  try {
    moveAside(folder, path.basename(file));
  } finally {
    close(folder);
  }
}

const isNoFolder = (file: string): boolean => isThere(file) && !isFolder(file);

/** A link is replaced when the file is written; a folder would stay. */
function isNoFile(file: string): boolean {
  const stat = looked(() => lstatSync(file, { throwIfNoEntry: false }));
  return stat !== undefined && !stat.isFile() && !stat.isSymbolicLink();
}

const isThere = (file: string): boolean => looked(() => lstatSync(file, { throwIfNoEntry: false })) !== undefined;
const isFolder = (file: string): boolean =>
  looked(() => statSync(file, { throwIfNoEntry: false }))?.isDirectory() ?? false;

/** What lies below something that is no folder is not there, nor what we may not look at. */
function looked<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    const code = codeOf(error);
    if (MISSING.has(code) || code === 'EACCES') return undefined;
    throw error;
  }
}
