// The two folders every function here works in. Nothing outside of them is ever written.
import path from 'node:path';
import { RUNTIME_DIR } from '../core/contracts/paths.js';
import { insideOf } from './files/inside.js';

export interface Dirs {
  /** Absolute path of the workspace. */
  workspace: string;
  /** Absolute path of our state folder of this workspace. */
  state: string;
}

/**
 * Absolute path of a file under `millrace-agents/`, given relative to it. Its folder must lie in the workspace without any
 * link on the way; the file itself may be anything, because we only replace or remove it. Throws otherwise.
 */
export function shownFile(dirs: Dirs, relative: string): string {
  const folder = insideOf(dirs.workspace, path.join(RUNTIME_DIR, path.dirname(relative)));
  return path.join(folder, path.basename(relative));
}
