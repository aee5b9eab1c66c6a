// What a tree has that is in no commit: the desk, and files of the workspace that the operator named, such as `.env`. Both are on an agent's
// ground: no link is followed.
import { lstatSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { TREE_DIR } from '../core/contracts/paths.js';
import { digestOfFile } from '../disk/file-digest.js';
import { moveAside } from '../disk/foreign.js';
import { insideOf } from '../disk/inside.js';
import { close, openTop } from '../disk/opened.js';
import { readText } from '../disk/read.js';
import { createOnly, writeAtomic } from '../disk/write.js';
import { treeFolder, type TreesPlace } from './place.js';
import { type Copied, keepRecord, type TreeRecord } from './record.js';

/** Absolute: where agents work. */
export const workFolder = (place: TreesPlace, { root, inside }: TreeRecord): string =>
  path.join(treeFolder(place, root), inside);

/** The folder hides itself from git, and all that will lie in it. */
export async function layDesk(place: TreesPlace, record: TreeRecord): Promise<void> {
  const cwd = folderIn(place, record, '');
  clear(cwd, TREE_DIR);
  const desk = folderIn(place, record, TREE_DIR);
  const file = path.join(desk, '.gitignore');
  if (readText(file) !== HIDE) await writeAtomic(file, HIDE);
}

const HIDE = '*\n';

function clear(above: string, name: string): void {
  if (lstatSync(path.join(above, name), { throwIfNoEntry: false })?.isDirectory() !== false) return;
  const folder = openTop(above);
  try {
    moveAside(folder, name);
  } finally {
    close(folder);
  }
}

/** Makes a folder below where agents work. Throws where a link leads elsewhere. */
function folderIn(place: TreesPlace, { root, inside }: TreeRecord, below: string): string {
  const folder = insideOf(treeFolder(place, root), path.join(inside, below, '.'));
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * `files`: relative to the workspace. One that is there stays as it is, unless it is the copy that we made, and the workspace has another now. Gives
 * the record with what it copied, and sentences about what it did not.
 */
export async function copyInto(
  place: TreesPlace,
  record: TreeRecord,
  files: readonly string[],
): Promise<{ record: TreeRecord; notes: string[] }> {
  const notes: string[] = [];
  const copied = new Map(record.copied.map(({ file, sha256 }) => [file, sha256]));
  for (const file of files) copied.set(file, copied.get(file) ?? '');
  // Written down first: a checkpoint never takes it for work.
  if (files.length > 0) keepRecord(place, { ...record, copied: listed(copied) });
  for (const file of files) {
    try {
      copied.set(file, await copyOne(place, record, file));
    } catch (error) {
      notes.push(`${file} was not copied into the tree: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { record: files.length === 0 ? record : keepRecord(place, { ...record, copied: listed(copied) }), notes };
}

const listed = (copied: ReadonlyMap<string, string>): Copied[] =>
  [...copied].map(([file, sha256]) => ({ file, sha256 }));

/** Digest of what was copied. */
async function copyOne(place: TreesPlace, record: TreeRecord, file: string): Promise<string> {
  const source = insideOf(place.dirs.workspace, file);
  const { sha256 } = await digestOfFile(source);
  const to = insideOf(folderIn(place, record, path.dirname(file)), path.basename(file));
  const mode = (lstatSync(source).mode & 0o100) === 0 ? 0o600 : 0o700;
  if (await createOnly(to, { copyOf: source }, { mode })) return sha256;
  const there = (await digestOfFile(to)).sha256;
  const before = record.copied.find((one) => one.file === file)?.sha256 ?? '';
  if (there !== before || there === sha256) return there === sha256 ? sha256 : before;
  await writeAtomic(to, { copyOf: source }, { mode });
  return sha256;
}
