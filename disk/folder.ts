// Makes a folder of ours. Below its root no link is followed, and what is no folder is moved aside.
import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { assertAnchored, makeFolder } from './anchor.js';
import { codeOf } from './errors.js';
import { moveAside } from './foreign.js';
import { insideOf } from './inside.js';

/** Files of our state. */
export const PRIVATE_FILE = 0o600;

/**
 * Absolute path of the folder `relative` below `root`, which has to be there and may be reached by a link. Throws when
 * `relative` leads out.
 */
export function ensureFolder(root: string, relative: string, mode = 0o777): string {
  const folder = healedFolder(root, relative);
  makeFolder(folder, mode);
  return folder;
}

/** The same, but for what is not there: that is not made. */
export function healedFolder(root: string, relative: string): string {
  const normal = path.normalize(relative);
  if (path.isAbsolute(normal) || normal.split(path.sep)[0] === '..') return insideOf(root, normal);
  assertAnchored(root);
  let current = realRoot(root);
  const whole = path.join(current, normal);
  for (const part of normal.split(path.sep)) {
    current = path.join(current, part);
    const stat = lstatSync(current, { throwIfNoEntry: false });
    if (stat === undefined) break;
    if (!stat.isDirectory()) moveAside(current);
  }
  return whole;
}

function realRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return path.resolve(root);
    throw error;
  }
}
