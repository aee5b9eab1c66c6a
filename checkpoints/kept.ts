// What is known of the tree since the checkpoint before: an index, and what no index can say. Each take works in a folder of its own, which
// becomes the known one at success by one small file; whoever is killed leaves the one before.
import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Omitted } from '../core/contracts/checkpoints.js';
import { linkFile } from '../disk/files.js';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../disk/folder.js';
import { namesIn, readText } from '../disk/read.js';
import { writeAloneSync, writeAtomicSync } from '../disk/write.js';
import { refOf } from './names.js';
import type { CheckpointPlace } from './place.js';
import { noteThere } from './there.js';

export interface Known {
  /** Of the index. */
  tree: string;
  files: number;
  omitted: Omitted[];
  /** Paths that may have changed without a trace within the second of the take. */
  young: string[];
  /** Folders within the tree that are repositories, latin1 and with a slash at the end; absent = an older build recorded none. */
  nested?: string[];
  /** The indexes of those repositories, when they were looked at; absent = an older build did not. */
  innerIndexes?: Record<string, string>;
  /** The user's own index, when it was looked at. */
  userIndex: string;
  /** What else the index depends on: another one is begun anew. */
  ground: string;
}

/** What a take that was killed leaves is removed after that; none lasts as long. In ms. */
const LEFT_MS = 24 * 3600_000;

/** File that names the folder of the known index. */
const CURRENT = 'current';

const takes = (repository: string): string => path.join(repository, 'takes');

/** A folder for one take. */
export const openWork = (repository: string): string => workNamed(repository, randomUUID());

/** Folders whose take found nothing new, by repository: to make one and to remove it takes longer than all else that is done in it. */
const spares = new Map<string, string[]>();
const MOST_SPARES = 4;

/** As `openWork`, or one that was given back. */
export function anyWork(repository: string): string {
  const found = spares.get(repository)?.pop();
  return found !== undefined && existsSync(found) ? found : openWork(repository);
}

/** For the next take: nothing of this one is left but its empty lists. */
export function giveBack(repository: string, work: string): void {
  const known = spares.get(repository) ?? [];
  if (known.length >= MOST_SPARES) return drop(work);
  rmSync(path.join(work, 'index'), { force: true });
  spares.set(repository, [...known, work]);
}

/** A folder of this process, for files with names of their own. */
export const sharedWork = (repository: string): string => workNamed(repository, 'calls');

function workNamed(repository: string, name: string): string {
  const work = path.join(takes(repository), `${process.pid}-${name}`);
  mkdirSync(work, { recursive: true, mode: PRIVATE_FOLDER });
  return work;
}

/** Writes a file of a take, in whose folder nobody else looks. Gives its path. */
export function putIn(work: string, name: string, data: Uint8Array | string): string {
  const file = path.join(work, name);
  writeAloneSync(file, data, PRIVATE_FILE);
  return file;
}

/** Gives the index a second name in `work`: git writes one anew and never in place. Null: nothing is known. */
export function borrowKnown(place: CheckpointPlace, work: string, ground: string): Known | null {
  const { repository } = place;
  for (let tries = 0; tries < 3; tries += 1) {
    const name = currentOf(place);
    if (name === null) return null;
    const folder = path.join(takes(repository), name);
    const text = readText(path.join(folder, 'known'));
    const known = text === null ? null : parsed(text);
    // Of a tree without files there is no index. Another take may have put a newer one in its place meanwhile.
    const isBorrowed = text !== null && linkFile(path.join(folder, 'index'), path.join(work, 'index'));
    if (text === null || (!isBorrowed && known?.files !== 0)) continue;
    if (known?.ground === ground) return known;
    rmSync(path.join(work, 'index'), { force: true });
    return null;
  }
  return null;
}

/** Null: it is damaged. */
function parsed(text: string): Known | null {
  try {
    return JSON.parse(text) as Known;
  } catch {
    return null;
  }
}

/** The folder of this take is the known one from now on. */
export function keepKnown(place: CheckpointPlace, work: string, known: Known): void {
  const before = currentOf(place);
  writeAtomicSync(path.join(work, 'known'), JSON.stringify(known), { mode: PRIVATE_FILE });
  writeAtomicSync(currentFile(place), path.basename(work), { mode: PRIVATE_FILE });
  if (before !== null && before !== path.basename(work)) drop(path.join(takes(place.repository), before));
  noteThere(place, known.tree);
}

/** Nothing is known any more: the next take reads all. */
export function forgetKnown(place: CheckpointPlace): void {
  rmSync(currentFile(place), { force: true });
}

export const drop = (work: string): void => rmSync(work, { recursive: true, force: true });

/** Removes what takes left that are over without an end. */
export function sweepTakes(repository: string, now: number): void {
  const current = new Set(
    namesIn(repository)
      .filter(isCurrent)
      .map((file) => namedIn(path.join(repository, file))),
  );
  for (const name of namesIn(takes(repository))) {
    const folder = path.join(takes(repository), name);
    if (!current.has(name) && (isOld(folder, now) || !lives(Number.parseInt(name, 10)))) drop(folder);
  }
}

const currentFile = ({ repository, slot }: CheckpointPlace): string =>
  path.join(repository, slot === undefined ? CURRENT : `${CURRENT}.${refOf(slot)}`);

const isCurrent = (file: string): boolean => file === CURRENT || file.startsWith(`${CURRENT}.`);

const currentOf = (place: CheckpointPlace): string | null => namedIn(currentFile(place));

function namedIn(file: string): string | null {
  const name = readText(file) ?? '';
  return /^[\w-]+$/.test(name) ? name : null;
}

const isOld = (folder: string, now: number): boolean =>
  now - (lstatSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? now) > LEFT_MS;

function lives(pid: number): boolean {
  try {
    return pid === process.pid || process.kill(pid, 0);
  } catch {
    return false;
  }
}
