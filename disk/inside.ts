// No path leads out: neither by `..`, nor by an absolute path, nor by a symbolic link on the way.
import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { assertAnchored } from './anchor.js';

/**
 * Absolute path of `target` (relative to `root`, or absolute below it). `root` itself may be reached by a link; nothing below
 * it may be one. The target need not exist. Throws with what is wrong and what to do; `FolderGone` where `root` is another one. Synchronous, because it stands before
 * every write and a trip to the thread pool costs more than the look itself.
 */
export function insideOf(root: string, target: string): string {
  const relative = path.isAbsolute(target) ? path.relative(path.resolve(root), target) : path.normalize(target);
  if (relative === '..' || relative.startsWith('../') || path.isAbsolute(relative))
    throw new Error(`${target} leads out of ${root}: only files inside of it are read or written. Use a path inside.`);
  assertAnchored(root);
  let current = realpathSync.native(root);
  const whole = path.join(current, relative);
  for (const part of relative.split(path.sep)) {
    current = path.join(current, part);
    const stat = lstatSync(current, { throwIfNoEntry: false });
    if (stat === undefined) break;
    if (stat.isSymbolicLink())
      throw new Error(`${current} is a symbolic link, which could lead out. Replace it by a real file or folder.`);
  }
  return whole;
}
