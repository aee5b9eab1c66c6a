// A package of skills, as `skills export` makes it: a gzipped tar, read in memory. Only plain files and folders are taken; everything
// else in it (links, devices, long names) is named as odd, so that a package is never taken in part.
import { gunzipSync } from 'node:zlib';
import type { PlainTree, TreeLimits } from './plain-tree.js';
import { readBytes } from './read.js';

const BLOCK = 512;
/** Bytes of headers beside those of files. */
const HEADERS = 4 * 1024 * 1024;

/** Null when there is no such file, or it is no package. */
export function packedTree(file: string, { files: most, bytes: room }: TreeLimits): PlainTree | null {
  const bytes = unpacked(file, room);
  if (bytes === null) return null;
  const tree: PlainTree = { files: [], odd: [] };
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const head = bytes.subarray(at, at + BLOCK);
    if (head.every((byte) => byte === 0)) break;
    const size = parseInt(textAt(head, 124, 12), 8);
    if (!isSound(head) || !Number.isSafeInteger(size) || at + BLOCK + size > bytes.length) return null;
    const [path, type] = [nameOf(head), String.fromCharCode(head[156] ?? 0)];
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    const reason = oddReason(path, type, tree.files.length + tree.odd.length >= most);
    if (reason !== null) tree.odd.push({ path, reason });
    else if (type !== '5')
      tree.files.push({ path, bytes: content, executable: (parseInt(textAt(head, 100, 8), 8) & 0o111) !== 0 });
    if (tree.odd.length > most) break;
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  tree.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return tree;
}

function unpacked(file: string, room: number): Buffer | null {
  const packed = readBytes(file, room);
  if (packed === null) return null;
  try {
    return gunzipSync(packed, { maxOutputLength: room + HEADERS });
  } catch {
    return null;
  }
}

/** The sum of the header, its own field taken as spaces. */
function isSound(head: Buffer): boolean {
  const sum = head.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return parseInt(textAt(head, 148, 8), 8) === sum;
}

const textAt = (head: Buffer, from: number, length: number): string =>
  head
    .subarray(from, from + length)
    .toString('utf8')
    .replace(/\0[\s\S]*$/, '')
    .trim();

function nameOf(head: Buffer): string {
  const prefix = textAt(head, 257, 5) === 'ustar' && textAt(head, 263, 2) === '00' ? textAt(head, 345, 155) : '';
  const name = textAt(head, 0, 100);
  return (prefix === '' ? name : `${prefix}/${name}`).replace(/^\.\//, '').replace(/\/$/, '');
}

function oddReason(path: string, type: string, isFull: boolean): string | null {
  if (isFull) return 'more files lie there than are read';
  if (!['0', '\0', '5'].includes(type)) return 'it is neither a plain file nor a folder with a short name';
  const isIn = path !== '' && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  return isIn || type === '5' ? null : 'its name leads out';
}
