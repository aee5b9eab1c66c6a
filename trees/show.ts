// What there is of trees, without changing any: where each is, what it began from, how far its branch is, how much room it takes.
import { lstatSync, readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import path from 'node:path';
import { tipOf } from './branch.js';
import { workFolder } from './desk.js';
import { checkoutsOf, isLinked, linkOf } from './link.js';
import { treeFolder, type TreesPlace } from './place.js';
import { recordsOf, type TreeRecord } from './record.js';
import { objects, orNull, repositoryOf, type UserRepository } from './repository.js';

export interface ShownTree {
  record: TreeRecord;
  /** Absolute. */
  folder: string;
  cwd: string;
  /** `whole`: as it should be; `gone`: removed by us; `odd`: `why` says what opening it puts right, or is told. */
  state: 'whole' | 'gone' | 'odd';
  why?: string;
  /** Digest of its branch now; null = there is none. */
  tip: string | null;
  /** Commits of its own since its base, other work that it took in for one; null = not known. */
  commits: number | null;
  /** The reason that somebody locked it for; null = it is not locked. */
  locked: string | null;
}

/** By root. */
export async function showTrees(place: TreesPlace): Promise<ShownTree[]> {
  const repository = repositoryOf(place);
  const shown = await Promise.all(recordsOf(place).map((record) => shownTree(place, repository, record)));
  return shown.sort((a, b) => (a.record.root < b.record.root ? -1 : 1));
}

async function shownTree(place: TreesPlace, repository: UserRepository | null, record: TreeRecord): Promise<ShownTree> {
  const folder = treeFolder(place, record.root);
  const about = { record, folder, cwd: workFolder(place, record) };
  if (repository === null)
    return { ...about, state: 'odd', why: 'the repository is gone', tip: null, commits: null, locked: null };
  const tip = await tipOf(place, repository, record.branch);
  const counted =
    tip === null
      ? null
      : await orNull(
          objects(place, repository, ['rev-list', '--first-parent', '--count', tip, `^${record.base.commit}`]),
        );
  const locked = linkOf(repository, folder)?.locked ?? null;
  const why = record.removed === undefined ? oddness(repository, record, folder, tip) : null;
  const state = record.removed !== undefined ? 'gone' : why === null ? 'whole' : 'odd';
  return {
    ...about,
    state,
    ...(why !== null && { why }),
    tip,
    commits: counted === null ? null : Number(counted),
    locked,
  };
}

function oddness(repository: UserRepository, record: TreeRecord, folder: string, tip: string | null): string | null {
  if (tip === null) return 'its branch is gone';
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return 'its folder is gone';
  if (!isLinked(repository, folder, record.branch))
    return 'git does not know it, or another branch is checked out there';
  const elsewhere = checkoutsOf(repository, record.branch).find((one) => one.folder !== folder);
  if (elsewhere !== undefined) return `its branch is checked out in ${elsewhere.folder} too`;
  return record.laying === undefined ? null : 'its files are being laid';
}

export interface Room {
  /** Bytes that the files take on the disk. */
  bytes: number;
  files: number;
  /** Whether all were looked at. */
  whole: boolean;
}

/** Entries: a tree with more is said to be at least as large. */
const MOST = 200_000;
const BREATH = 500;

/** `folder`: absolute. What cannot be looked at does not count; no link is followed. */
export async function roomOf(folder: string, most = MOST): Promise<Room> {
  const room: Room = { bytes: 0, files: 0, whole: true };
  const waiting: Buffer[] = [Buffer.from(folder)];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const entry of entriesIn(at)) {
      if (room.files >= most) return { ...room, whole: false };
      const stat = lookAt(entry);
      if (stat === undefined) continue;
      room.files += 1;
      room.bytes += stat.blocks * 512;
      if (stat.isDirectory()) waiting.push(entry);
      if (room.files % BREATH === 0) await setImmediate();
    }
  }
  return room;
}

function entriesIn(folder: Buffer): Buffer[] {
  try {
    return readdirSync(folder, { encoding: 'buffer' }).map((name) =>
      Buffer.concat([folder, Buffer.from(path.sep), name]),
    );
  } catch {
    return [];
  }
}

function lookAt(entry: Buffer) {
  try {
    return lstatSync(entry, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
