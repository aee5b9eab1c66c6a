// The two folders every function here works in. Nothing outside of them is ever written.
import path from 'node:path';
import { RUNTIME_DIR } from '../core/contracts/paths.js';
import { healedFolder } from '../disk/folder.js';
import { insideOf } from '../disk/inside.js';

export interface Dirs {
  /** Absolute path of the workspace. */
  workspace: string;
  /** Absolute path of our state folder of this workspace. */
  state: string;
}

/**
 * Absolute path of a file under `millrace-agents/`, given relative to it. On the way to it no link is followed: what stands
 * there in the place of a folder of ours is moved aside. Outside of `millrace-agents/`, and at its own place, nothing is
 * moved, and this throws.
 */
export function shownFile(dirs: Dirs, relative: string): string {
  const folder = insideOf(dirs.workspace, path.dirname(path.join(RUNTIME_DIR, relative)).split(path.sep)[0] ?? '');
  if (path.basename(folder) !== RUNTIME_DIR)
    return path.join(insideOf(dirs.workspace, path.join(RUNTIME_DIR, path.dirname(relative))), path.basename(relative));
  return path.join(healedFolder(folder, path.dirname(relative)), path.basename(relative));
}
