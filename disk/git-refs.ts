// Whether a git repository has a ref, seen from its files: no git is started.
import { lstatSync, type Stats } from 'node:fs';
import path from 'node:path';
import { readText } from './read.js';

/** `common`: its folder that all work trees share; `ref`: whole, `refs/heads/main`. Null: its files do not tell. */
export function hasRef(common: string, ref: string): boolean | null {
  try {
    // Git packs a ref before it removes its file: in this order none is missed.
    if (look(common, ref)?.isDirectory() === false) return true;
    if (look(common, 'reftable') !== undefined) return null;
    const packed = readText(path.join(common, 'packed-refs'));
    if (packed === null) return look(common, 'packed-refs') === undefined ? false : null;
    return packed.includes(` ${ref}\n`);
  } catch {
    return null;
  }
}

const look = (folder: string, name: string): Stats | undefined =>
  lstatSync(path.join(folder, name), { throwIfNoEntry: false });
