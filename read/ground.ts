// The operator's ground as it lies in a workspace now: every file of it once, with its bytes and digest.
import { closeSync, fstatSync, lstatSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import { join, sep } from 'node:path';
import { RUNTIME_DIR } from '../core/contracts/paths.js';
import { digestOf } from '../disk/plain.js';
import { bytesOf, ForeignObject, openPlain } from '../disk/read.js';
import { type Ground, GROUND_FILES, GROUND_FOLDERS, isGround } from '../core/ground/ground.js';

export interface LiveGround {
  /** Absolute path. */
  workspace: string;
  /** By path, relative to `millrace-agents/`. */
  files: ReadonlyMap<string, Buffer>;
  digests: Ground;
  /** What is no file of this workspace that we can read, with the reason. With any of them nothing can be accepted. */
  odd: { path: string; reason: string }[];
  /** Absolute paths, also of folders and of what is not there: while nothing happened to any of them, all is as it was read. Null where links lead on. */
  places: readonly string[] | null;
}

const MAX_BYTES = 1024 * 1024;
const MAX_FILES = 2000;
const DEEPEST = 12;

interface Reading {
  workspace: string;
  files: Map<string, Buffer>;
  odd: LiveGround['odd'];
  places: Set<string>;
  /** No link was followed. */
  isPlain: boolean;
}

/** `workspace`: absolute path. Links to files of the workspace count as what they lead to. Nothing is written or started. */
export function readGround(workspace: string): LiveGround {
  const found = { files: new Map<string, Buffer>(), odd: [], places: new Set<string>() };
  const reading: Reading = { workspace: realpathSync(workspace), ...found, isPlain: true };
  for (const path of GROUND_FILES) if (isThere(reading, path)) readFile(reading, path);
  for (const folder of GROUND_FOLDERS) if (isThere(reading, folder)) walk(reading, folder, DEEPEST);
  const digests = new Map([...reading.files].map(([path, bytes]) => [path, digestOf(bytes)]));
  const places = reading.isPlain ? [...reading.places] : null;
  return { workspace, files: reading.files, digests, odd: reading.odd, places };
}

const placeOf = ({ workspace }: Reading, path: string): string => join(workspace, RUNTIME_DIR, path);

const isThere = (reading: Reading, path: string): boolean => statOf(reading, path) !== undefined;

function statOf(reading: Reading, path: string): Stats | undefined {
  const place = placeOf(reading, path);
  reading.places.add(place);
  return lstatSync(place, { throwIfNoEntry: false });
}

/** Hidden entries are left out, as the compiler leaves them out. */
function walk(reading: Reading, path: string, depth: number): void {
  const stat = statOf(reading, path);
  if (stat === undefined) return;
  if (stat.isDirectory() && depth > 0) {
    for (const name of namesIn(reading, path)) if (!name.startsWith('.')) walk(reading, `${path}/${name}`, depth - 1);
  } else if (stat.isDirectory()) reading.odd.push({ path, reason: `it lies more than ${DEEPEST} folders deep` });
  else if (isGround(path)) readFile(reading, path);
  else if (stat.isSymbolicLink()) reading.odd.push({ path, reason: 'it is a link, and not a folder' });
}

function namesIn(reading: Reading, path: string): string[] {
  try {
    return readdirSync(placeOf(reading, path)).sort();
  } catch (error) {
    reading.odd.push({ path, reason: `it cannot be read (${codeOf(error)})` });
    return [];
  }
}

function readFile(reading: Reading, path: string): void {
  if (reading.files.size >= MAX_FILES) {
    if (reading.files.size === MAX_FILES && !reading.odd.some(({ reason }) => reason === TOO_MANY))
      reading.odd.push({ path, reason: TOO_MANY });
    return;
  }
  const read = bytesAt(reading, path);
  if (typeof read === 'string') reading.odd.push({ path, reason: read });
  else reading.files.set(path, read);
}

const TOO_MANY = `more than ${MAX_FILES} files lie there`;

/** Or why there are none. */
function bytesAt(reading: Reading, path: string): Buffer | string {
  let descriptor: number | null = null;
  try {
    const real = realpathSync(placeOf(reading, path));
    reading.isPlain &&= real === placeOf(reading, path);
    if (!real.startsWith(`${reading.workspace}${sep}`)) return 'it is or lies behind a link that leads out';
    descriptor = openPlain(real);
    const { size } = fstatSync(descriptor);
    return size > MAX_BYTES ? `it is larger than ${MAX_BYTES} bytes` : bytesOf(descriptor, size);
  } catch (error) {
    if (error instanceof ForeignObject && error.cause === undefined) return 'it is no regular file';
    return `it cannot be read (${codeOf(error instanceof ForeignObject ? error.cause : error)})`;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
