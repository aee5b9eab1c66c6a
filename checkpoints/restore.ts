// Writes files of a recorded tree back to where they lay. Nothing is removed, no link is followed, and all of it is refused before any of it is
// done. What lies there and is in no checkpoint stays, unless whoever asks says otherwise.
import { createHash } from 'node:crypto';
import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import path from 'node:path';
import { readChunks } from '../disk/read.js';
import { git } from './git.js';
import { drop, openWork } from './kept.js';
import { bytesIn, bytesOfText, joinPaths, shownPath } from './paths.js';
import type { CheckpointPlace } from './place.js';
import { objectFormatOf } from './repository.js';
import { isStandIn } from './stand-in.js';

export interface Restored {
  /** For people, as all paths here: written; and those that were so already. */
  written: string[];
  same: string[];
  /** When there is one, nothing was written. `why`: words that follow the path. */
  refused: { path: string; why: string }[];
}

interface Entry {
  bytes: string;
  digest: string;
}

/** `paths`: files and folders as text, relative to the tree. `force`: over what no checkpoint holds. Throws with what git said. */
export async function restoreFiles(
  place: CheckpointPlace,
  tree: string,
  paths: readonly string[],
  { force }: { force: boolean },
): Promise<Restored> {
  const entries = await entriesAt(place, tree);
  const refused: Restored['refused'] = [];
  const asked = new Map<string, Entry>();
  for (const one of paths) {
    const found = below(entries, bytesOfText(path.normalize(one).replace(/\/$/, '')));
    if (found.length === 0) refused.push({ path: shownPath(bytesOfText(one)), why: 'is not in this checkpoint' });
    for (const entry of found) asked.set(entry.bytes, entry);
  }
  const now = new Map<string, string | null>();
  for (const entry of asked.values()) now.set(entry.bytes, await digestAt(place, entry.bytes));
  const other = [...asked.values()].filter(({ bytes, digest }) => now.get(bytes) !== digest);
  const unknown = force ? new Set<string>() : await unrecorded(place, [...now.values()]);
  for (const { bytes, digest } of other) {
    const why =
      whyNot(place, bytes, now.get(bytes) ?? null, unknown) ?? ((await isOmitted(place, digest)) ? NOT_RECORDED : null);
    if (why !== null) refused.push({ path: shownPath(bytes), why });
  }
  const same = [...asked.keys()].filter((one) => !other.some(({ bytes }) => bytes === one)).map(shownPath);
  if (refused.length > 0) return { written: [], same, refused };
  if (other.length > 0) await write(place, tree, other);
  return { written: other.map(({ bytes }) => shownPath(bytes)), same, refused };
}

const NOT_RECORDED = 'was not recorded: the checkpoint holds its size and time alone';

async function entriesAt(place: CheckpointPlace, tree: string): Promise<Entry[]> {
  const lines = (await git(place, ['ls-tree', '-r', '-z', '--full-tree', tree])).toString('latin1').split('\0');
  return lines.filter(Boolean).map((line) => {
    const tab = line.indexOf('\t');
    return { bytes: line.slice(tab + 1), digest: line.slice(0, tab).split(' ')[2] ?? '' };
  });
}

const below = (entries: readonly Entry[], bytes: string): Entry[] =>
  entries.filter((one) => bytes === '.' || one.bytes === bytes || one.bytes.startsWith(`${bytes}/`));

/** Of what lies there now; null = nothing, or no file. */
async function digestAt(place: CheckpointPlace, bytes: string): Promise<string | null> {
  const file = bytesIn(place.tree, bytes);
  const stat = lookAt(file);
  const hash = (size: number) => createHash(objectFormatOf(place.repository)).update(`blob ${size}\0`);
  if (stat?.isSymbolicLink() === true) {
    const target = readlinkSync(file, { encoding: 'buffer' });
    return hash(target.length).update(target).digest('hex');
  }
  if (stat?.isFile() !== true) return null;
  const sum = hash(stat.size);
  for await (const part of readChunks(file.toString('utf8'))) sum.update(part);
  return sum.digest('hex');
}

/** Digests of contents that our repository does not have. */
async function unrecorded(place: CheckpointPlace, digests: readonly (string | null)[]): Promise<Set<string>> {
  const asked = digests.filter((one) => one !== null);
  if (asked.length === 0) return new Set();
  const answer = await git(place, ['cat-file', '--batch-check'], { input: `${asked.join('\n')}\n` });
  const missing = answer
    .toString('utf8')
    .split('\n')
    .filter((line) => line.endsWith(' missing'));
  return new Set(missing.map((line) => line.split(' ')[0] ?? ''));
}

function whyNot(
  place: CheckpointPlace,
  bytes: string,
  now: string | null,
  unknown: ReadonlySet<string>,
): string | null {
  const folders = bytes.split('/').slice(0, -1);
  for (const at of folders.keys()) {
    const stat = lookAt(bytesIn(place.tree, folders.slice(0, at + 1).join('/')));
    if (stat !== null && !stat.isDirectory()) return 'lies below something that is no folder now; remove that first';
  }
  const stat = lookAt(bytesIn(place.tree, bytes));
  if (stat !== null && !stat.isFile() && !stat.isSymbolicLink())
    return 'is no file now; remove what stands there first';
  if (now !== null && unknown.has(now))
    return 'was changed since, and no checkpoint holds what it is now; take --force to write over it';
  return null;
}

async function isOmitted(place: CheckpointPlace, digest: string): Promise<boolean> {
  const size = Number((await git(place, ['cat-file', '-s', digest])).toString('utf8'));
  return size <= 200 && isStandIn(await git(place, ['cat-file', 'blob', digest]));
}

async function write(place: CheckpointPlace, tree: string, entries: readonly Entry[]): Promise<void> {
  const work = openWork(place.repository);
  const env = { GIT_INDEX_FILE: path.join(work, 'index'), GIT_WORK_TREE: place.tree, GIT_CONFIG_COUNT: '0' };
  try {
    await git(place, ['read-tree', tree], { env });
    const input = joinPaths(entries.map(({ bytes }) => bytes));
    await git(place, ['checkout-index', '-f', '-z', '--stdin'], { env, input, cwd: place.tree });
  } finally {
    drop(work);
  }
}

function lookAt(file: Buffer): Stats | null {
  try {
    return lstatSync(file);
  } catch {
    return null;
  }
}
