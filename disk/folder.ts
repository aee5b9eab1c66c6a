// Files under `millrace-agents/`, which others touch: their paths, and the folders on the way to them put right.
import path from 'node:path';
import { RUNTIME_DIR } from '../core/contracts/paths.js';
import { codeOf } from './errors.js';
import { insideOf } from './inside.js';
import { guard, inFolder } from './way.js';

/** Files and folders of our state. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

interface Shown {
  /** Absolute path of the workspace. */
  workspace: string;
}

/**
 * Absolute path of a file under `millrace-agents/`, given relative to it. On the way to it no link is followed, now or when the
 * file is opened: what stands there in the place of a folder of ours, or of `millrace-agents/` itself, is moved aside. Outside of
 * `millrace-agents/` nothing is moved, and this throws.
 */
export const shownFile = ({ workspace }: Shown, relative: string): string => ourFile(workspace, RUNTIME_DIR, relative);

/** The same in any folder `root`, of which `ours` is the name of ours. */
export function ourFile(root: string, ours: string, relative: string): string {
  const real = guard(root, ours);
  const inside = path.join(ours, relative);
  if (inside !== ours && !inside.startsWith(ours + path.sep))
    return path.join(insideOf(root, path.dirname(inside)), path.basename(inside));
  const file = path.join(real, inside);
  try {
    inFolder(path.dirname(file), { heal: true }, () => undefined);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  return file;
}

/** Makes the folder, given relative to `millrace-agents/`, and those above it. Gives its absolute path. */
export function ensureFolder(where: Shown, relative: string, mode = 0o777): string {
  const folder = shownFile(where, relative);
  inFolder(folder, { heal: true, make: mode }, () => undefined);
  return folder;
}
