// What becomes of a path that is other than the index says: read, left out with a word, or gone. Looks at each, opens none.
import { accessSync, constants, lstatSync, readdirSync, type Dirent, type Stats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Omitted } from '../core/contracts/checkpoints.js';
import { bytesIn } from './paths.js';
import { DEFAULT_MAX_FILE, type CheckpointPlace } from './place.js';

export interface Sorted {
  /** To be read. */
  add: string[];
  /** Not there any more, or not a file any more. */
  gone: string[];
  omitted: Omitted[];
}

/** After as many looks others have their turn. */
const BREATH = 500;

/** `paths`: latin1, relative to the tree. */
export async function sortPaths(place: CheckpointPlace, paths: Iterable<string>): Promise<Sorted> {
  const sorted: Sorted = { add: [], gone: [], omitted: [] };
  const looks = lookerAt(place);
  let count = 0;
  for (const bytes of paths) {
    count += 1;
    if (count % BREATH === 0) await setImmediate();
    const found = looks.at(bytes);
    if (found === 'file') sorted.add.push(bytes);
    else if (found === 'gone') sorted.gone.push(bytes);
    else {
      sorted.omitted.push(found);
      // It has no content that could be recorded, so it has no entry either.
      if (found.reason === 'special') sorted.gone.push(bytes);
    }
  }
  return sorted;
}

/** Whether an omitted path still is what it was: then nothing has to be done about it. */
export function isAsBefore(place: CheckpointPlace, before: Omitted): boolean {
  const now = lookerAt(place).at(before.bytes);
  return (
    typeof now !== 'string' && now.reason === before.reason && now.size === before.size && now.mtime === before.mtime
  );
}

export const isFolder = ({ tree }: CheckpointPlace, bytes: string): boolean =>
  lookAt(bytesIn(tree, bytes))?.isDirectory() === true;

/** Pipes, sockets and devices beside these paths: git itself passes over them. */
export function specialBeside(place: CheckpointPlace, paths: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const one of paths) folders.add(folderOf(one));
  return [...folders].flatMap((folder) => specialIn(place, folder));
}

/** Paths whose content may change within this second without a trace: their times are not older than `since` (ms). */
export async function youngOf(place: CheckpointPlace, paths: readonly string[], since: number): Promise<string[]> {
  const young: string[] = [];
  for (const [at, bytes] of paths.entries()) {
    if (at % BREATH === 0) await setImmediate();
    const stat = lookAt(bytesIn(place.tree, bytes));
    if (stat !== null && (stat.ctimeMs >= since || stat.mtimeMs >= since)) young.push(bytes);
  }
  return young;
}

const folderOf = (bytes: string): string => bytes.slice(0, Math.max(bytes.lastIndexOf('/'), 0));

interface Looker {
  at: (bytes: string) => 'file' | 'gone' | Omitted;
}

function lookerAt(place: CheckpointPlace): Looker {
  const { tree, maxFile = DEFAULT_MAX_FILE } = place;
  const folders = new Map<string, boolean>([['', true]]);
  // What lies beyond a link lies elsewhere.
  const isWay = (folder: string): boolean => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const is = isWay(folderOf(folder)) && isFolder(place, folder);
    folders.set(folder, is);
    return is;
  };
  return {
    at(bytes) {
      const stat = isWay(folderOf(bytes)) ? lookAt(bytesIn(tree, bytes)) : null;
      if (stat === null || stat.isDirectory()) return 'gone';
      if (stat.isSymbolicLink()) return 'file';
      const about = { bytes, size: stat.size, mtime: Math.floor(stat.mtimeMs) };
      if (!stat.isFile()) return { ...about, reason: 'special' };
      if (stat.size > maxFile) return { ...about, reason: 'large' };
      return isReadable(bytesIn(tree, bytes)) ? 'file' : { ...about, reason: 'unreadable' };
    },
  };
}

function specialIn({ tree }: CheckpointPlace, folder: string): string[] {
  let entries: Dirent<Buffer>[];
  try {
    entries = readdirSync(bytesIn(tree, folder), { withFileTypes: true, encoding: 'buffer' });
  } catch {
    return [];
  }
  const special = entries.filter(
    (one) => one.isFIFO() || one.isSocket() || one.isCharacterDevice() || one.isBlockDevice(),
  );
  return special.map(({ name }) => [folder, name.toString('latin1')].filter((part) => part !== '').join('/'));
}

function lookAt(file: Buffer): Stats | null {
  try {
    return lstatSync(file);
  } catch {
    return null;
  }
}

function isReadable(file: Buffer): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
