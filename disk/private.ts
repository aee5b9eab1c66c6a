// What lies in folders of our state is for its user alone, whatever mask it was made with: what lies in a closed folder nobody else reaches. Links are not followed.
import { chmodSync, lstatSync, type Stats } from 'node:fs';
import path from 'node:path';
import { namesIn } from './read.js';

const OTHERS = 0o077;

/**
 * Folders and files at and below `root` that others may use, absolute, `root` first; null after each folder, for who has other
 * work too. What lies in a closed folder is not looked at: git makes its files with the mask of the user. What belongs to another
 * user is none of ours, nor is what lies below a folder that `isWork` names.
 */
export function* openToOthers(
  root: string,
  isWork: (folder: string) => boolean = () => false,
): Generator<string | null> {
  const stat = lstatSync(root, { throwIfNoEntry: false });
  if (stat === undefined || !isOurs(stat) || (stat.mode & OTHERS) === 0) return;
  yield root;
  if (!stat.isDirectory() || isWork(root)) return;
  yield null;
  for (const name of namesIn(root)) yield* openToOthers(path.join(root, name), isWork);
}

/** Takes others' rights away; what the user may do stays. False when that is not possible. */
export function closeToOthers(file: string): boolean {
  try {
    const stat = lstatSync(file);
    if (!isOurs(stat)) return false;
    chmodSync(file, stat.mode & 0o7700);
    return true;
  } catch {
    return false;
  }
}

/** A folder that its user alone, who is this one, may use. */
export const isClosed = (stat: Stats): boolean => isOurs(stat) && (stat.mode & OTHERS) === 0;

const isOurs = (stat: Stats): boolean => (stat.isDirectory() || stat.isFile()) && stat.uid === process.getuid?.();
