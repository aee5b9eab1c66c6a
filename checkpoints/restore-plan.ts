// What a restore would do: which files it writes, which it removes, and why it does not do the rest. Opens files and writes none.
import { createHash } from 'node:crypto';
import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import path from 'node:path';
import { chunksOf, openBytes } from '../disk/read.js';
import { contentsOf } from './contents.js';
import { git } from './git.js';
import { bytesIn, bytesOfText, shownPath } from './paths.js';
import type { CheckpointPlace } from './place.js';
import { objectFormatOf } from './repository.js';
import { isStandIn, LONGEST_STAND_IN, standInText } from './stand-in.js';

/** Paths in it are latin1; `left` and `refused` are for people, `why` being words that follow the path. */
export interface RestorePlan {
  write: string[];
  /** Files that this checkpoint does not have and the other one has. */
  remove: string[];
  /** So already. */
  same: string[];
  /** What of a folder cannot be restored, though the rest of it can. */
  left: Reason[];
  /** When there is one, nothing is to be done at all. */
  refused: Reason[];
}

export interface Reason {
  path: string;
  why: string;
}

interface Entry {
  mode: string;
  digest: string;
  size: number;
}

/** Entries by path, latin1. */
type Entries = ReadonlyMap<string, Entry>;

interface Asked {
  bytes: string;
  /** Null: the checkpoint does not have it, the other one does. */
  entry: Entry | null;
  /** By its own name, and not as part of a folder. */
  isNamed: boolean;
  now: Now | null;
}

/** What lies there: a file or a link. */
type Now = Pick<Entry, 'mode' | 'digest'>;

export interface RestoreTrees {
  /** Digest of the recorded tree that is restored. */
  tree: string;
  /** Of the other end: what it has besides goes, when it is asked for. Absent: nothing does. */
  other?: string;
}

/**
 * `paths`: files and folders as text, relative to the tree; a name that is no text, as it is shown. `force`: over what no checkpoint holds.
 * Throws with what git said.
 */
export async function planRestore(
  place: CheckpointPlace,
  { tree, other }: RestoreTrees,
  paths: readonly string[],
  { force }: { force: boolean },
): Promise<RestorePlan> {
  const plan: RestorePlan = { write: [], remove: [], same: [], left: [], refused: [] };
  const entries = await entriesAt(place, tree);
  const others = other === undefined ? new Map<string, Entry>() : await entriesAt(place, other);
  const asked = new Map<string, Asked>();
  for (const one of paths) {
    const found = [...below(entries, one, entries), ...below(others, one, entries)];
    if (found.length === 0) plan.refused.push({ path: shownPath(bytesOfText(one)), why: 'is not in this checkpoint' });
    for (const about of found) {
      const isNamed = about.isNamed || asked.get(about.bytes)?.isNamed === true;
      asked.set(about.bytes, { ...about, isNamed, now: await nowAt(place, about.bytes) });
    }
  }
  await sort(place, [...asked.values()], force, plan);
  return plan;
}

async function sort(place: CheckpointPlace, asked: readonly Asked[], force: boolean, plan: RestorePlan): Promise<void> {
  const other = asked.filter((one) => !isSame(place, one));
  const others = new Set(other);
  plan.same.push(...asked.filter((one) => !others.has(one)).map(({ bytes }) => bytes));
  const omitted = await omittedAmong(place, other);
  const unknown = force ? new Set<string>() : await unrecorded(place, other);
  for (const one of other) {
    const blocked = omitted.has(one.entry?.digest ?? '') ? NOT_RECORDED : inTheWay(place, one.bytes);
    const why = blocked ?? (one.now !== null && unknown.has(one.now.digest) ? UNSAVED : null);
    const isLeft = blocked !== null && !one.isNamed;
    if (why !== null) (isLeft ? plan.left : plan.refused).push({ path: shownPath(one.bytes), why });
    else (one.entry === null ? plan.remove : plan.write).push(one.bytes);
  }
}

const NOT_RECORDED = 'was not recorded: the checkpoint holds its size and time alone';
const UNSAVED = 'was changed since, and no checkpoint holds what it is now; take --force to lose that';

async function entriesAt(place: CheckpointPlace, tree: string): Promise<Map<string, Entry>> {
  const lines = (await git(place, ['ls-tree', '-r', '-z', '-l', '--full-tree', tree])).toString('latin1').split('\0');
  return new Map(lines.filter(Boolean).map(entryOf));
}

/** `MODE TYPE DIGEST SIZE TAB PATH`, the size with spaces before it. */
function entryOf(line: string): [string, Entry] {
  const tab = line.indexOf('\t');
  const [mode = '', _type, digest = '', size = ''] = line.slice(0, tab).split(/ +/);
  return [line.slice(tab + 1), { mode, digest, size: Number(size) }];
}

/** What is asked for by one path: of `among`, and as `entries` have it. */
function below(among: Entries, asked: string, entries: Entries): Omit<Asked, 'now'>[] {
  const name = path.normalize(asked).replace(/\/$/, '');
  const found = pick(among, bytesOfText(name), (bytes) => bytes, entries);
  return found.length > 0 ? found : pick(among, name, shownPath, entries);
}

function pick(
  among: Entries,
  name: string,
  spelled: (bytes: string) => string,
  entries: Entries,
): Omit<Asked, 'now'>[] {
  const found: Omit<Asked, 'now'>[] = [];
  for (const bytes of among.keys()) {
    if (among !== entries && entries.has(bytes)) continue;
    const spelling = spelled(bytes);
    const isNamed = spelling === name;
    if (isNamed || name === '.' || spelling.startsWith(`${name}/`))
      found.push({ bytes, entry: entries.get(bytes) ?? null, isNamed });
  }
  return found;
}

/** Null: nothing, or neither a file nor a link. */
async function nowAt(place: CheckpointPlace, bytes: string): Promise<Now | null> {
  const file = bytesIn(place.tree, bytes);
  const stat = lookAt(file);
  const hash = (size: number) => createHash(objectFormatOf(place.repository)).update(`blob ${size}\0`);
  if (stat?.isSymbolicLink() === true) {
    const target = readlinkSync(file, { encoding: 'buffer' });
    return { mode: '120000', digest: hash(target.length).update(target).digest('hex') };
  }
  if (stat?.isFile() !== true) return null;
  const mode = (stat.mode & 0o100) === 0 ? '100644' : '100755';
  try {
    const sum = hash(stat.size);
    for await (const part of chunksOf(openBytes(file), 0, stat.size)) sum.update(part);
    return { mode, digest: sum.digest('hex') };
  } catch {
    return { mode, digest: UNREADABLE };
  }
}

/** In place of a digest: no repository has it. */
const UNREADABLE = 'unreadable';

/** Of what has no content in the record size and time are what there is to compare. */
function isSame(place: CheckpointPlace, { bytes, entry, now }: Asked): boolean {
  if (entry === null) return lookAt(bytesIn(place.tree, bytes)) === null;
  if (now?.digest === entry.digest && now.mode === entry.mode) return true;
  const stat = entry.size <= LONGEST_STAND_IN ? lookAt(bytesIn(place.tree, bytes)) : null;
  if (stat?.isFile() !== true) return false;
  const about = { bytes, size: stat.size, mtime: Math.floor(stat.mtimeMs) };
  const texts = (['large', 'unreadable'] as const).map((reason) => standInText({ ...about, reason }));
  return texts.some((text) => digestOf(place, Buffer.from(text)) === entry.digest);
}

const digestOf = ({ repository }: CheckpointPlace, content: Buffer): string =>
  createHash(objectFormatOf(repository)).update(`blob ${content.length}\0`).update(content).digest('hex');

/** Digests of the entries that stand for a file whose content was not recorded. */
async function omittedAmong(place: CheckpointPlace, asked: readonly Asked[]): Promise<Set<string>> {
  const small = asked.flatMap(({ entry }) => (entry !== null && entry.size <= LONGEST_STAND_IN ? [entry.digest] : []));
  const digests = [...new Set(small)];
  const contents = await contentsOf(place, digests);
  return new Set(digests.filter((_one, at) => isStandIn(contents[at] ?? Buffer.alloc(0))));
}

/** Digests of contents that lie there now and that our repository does not have. */
async function unrecorded(place: CheckpointPlace, asked: readonly Asked[]): Promise<Set<string>> {
  const digests = asked.flatMap(({ now }) => (now === null ? [] : [now.digest]));
  if (digests.length === 0) return new Set();
  const answer = await git(place, ['cat-file', '--batch-check'], { input: `${digests.join('\n')}\n` });
  const lines = answer.toString('utf8').split('\n');
  return new Set(lines.filter((line) => line.endsWith(' missing')).map((line) => line.split(' ')[0] ?? ''));
}

function inTheWay(place: CheckpointPlace, bytes: string): string | null {
  const folders = bytes.split('/').slice(0, -1);
  for (const at of folders.keys()) {
    const stat = lookAt(bytesIn(place.tree, folders.slice(0, at + 1).join('/')));
    if (stat !== null && !stat.isDirectory()) return 'lies below something that is no folder now; remove that first';
  }
  const stat = lookAt(bytesIn(place.tree, bytes));
  return stat === null || stat.isFile() || stat.isSymbolicLink()
    ? null
    : 'is no file now; remove what stands there first';
}

function lookAt(file: Buffer): Stats | null {
  try {
    return lstatSync(file);
  } catch {
    return null;
  }
}
