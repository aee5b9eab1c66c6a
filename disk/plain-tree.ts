// All files below a folder that somebody else may have touched, with their bytes: no link is followed, nothing is waited for, and
// there is a limit to everything. What is left out is named.
import { fstatSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './errors.js';
import { entriesOf, type Opened } from './opened.js';
import { bytesOf, ForeignObject, openPlainIn } from './read.js';
import { inFolderBelow } from './way.js';

export interface PlainFile {
  /** Relative to the folder. */
  path: string;
  bytes: Buffer;
  executable: boolean;
}

export interface PlainTree {
  /** Sorted by path. */
  files: PlainFile[];
  /** What is there and was not read. With any of them the files are not all there is. */
  odd: { path: string; reason: string }[];
}

export interface TreeLimits {
  files: number;
  /** Of all files together. */
  bytes: number;
  /** Folders in folders. */
  depth: number;
}

interface Reading extends TreeLimits {
  root: string;
  folder: string;
  tree: PlainTree;
}

/** `root` may be reached by links, `folder` is relative to it. A folder that is not there is empty. Repositories' own folders are passed over. */
export function plainTree(root: string, folder: string, limits: TreeLimits): PlainTree {
  const tree: PlainTree = { files: [], odd: [] };
  walk({ ...limits, root, folder, tree }, '', 0);
  tree.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return tree;
}

function walk(reading: Reading, path: string, depth: number): void {
  const { root, folder, tree } = reading;
  const below: string[] = [];
  try {
    inFolderBelow(root, join(folder, path), (opened) => {
      for (const { name, isFolder } of entriesOf(opened)) {
        if (name === '.git') continue;
        if (isFolder) below.push(name);
        else if (!takes(reading, join(path, name), () => fileIn(reading, opened, join(path, name), name))) return;
      }
    });
  } catch (error) {
    if (path !== '' || codeOf(error) !== 'ENOENT') tree.odd.push({ path: path || '.', reason: reasonOf(error) });
  }
  for (const name of below) {
    const inner = join(path, name);
    if (depth < reading.depth) walk(reading, inner, depth + 1);
    else tree.odd.push({ path: inner, reason: `it lies in more than ${reading.depth} folders` });
    if (isFull(reading)) return;
  }
}

const isFull = ({ tree, files }: Reading): boolean => tree.files.length + tree.odd.length >= files;

/** False when no more is looked at. */
function takes(reading: Reading, path: string, read: () => PlainFile): boolean {
  const { tree } = reading;
  if (isFull(reading)) {
    tree.odd.push({ path, reason: `more than ${reading.files} files lie there` });
    return false;
  }
  try {
    const file = read();
    reading.bytes -= file.bytes.length;
    tree.files.push(file);
  } catch (error) {
    tree.odd.push({ path, reason: reasonOf(error) });
  }
  return true;
}

function fileIn({ bytes }: Reading, opened: Opened, path: string, name: string): PlainFile {
  const descriptor = openPlainIn(opened, name);
  try {
    const { size, mode } = fstatSync(descriptor);
    if (size > bytes) throw new TooLarge(`it has ${size} bytes, and there is room for ${bytes}`);
    return { path, bytes: bytesOf(descriptor, size), executable: (mode & 0o111) !== 0 };
  } finally {
    closeSync(descriptor);
  }
}

class TooLarge extends Error {}

function reasonOf(error: unknown): string {
  if (error instanceof TooLarge) return error.message;
  const code = codeOf(error instanceof ForeignObject ? error.cause : error);
  if (code === 'ELOOP' || code === 'ENOTDIR') return 'it is a symbolic link, and links are not followed';
  if (error instanceof ForeignObject && (code === null || code === 'ENXIO')) return 'it is no regular file';
  return `it cannot be read (${code ?? String(error)})`;
}
