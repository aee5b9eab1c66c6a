// Rights of folders that others can change: an owner may have taken them from itself, and from us with it.
import { chmodSync, closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync, statSync } from 'node:fs';

/** What an owner needs to work in a folder. */
const RIGHTS = 0o700;

/** By the mode of a folder. */
export const hasRights = (mode: number): boolean => (mode & RIGHTS) === RIGHTS;

/** An opened folder; one of somebody else stays as it is. */
export function giveRights(descriptor: number): void {
  const { mode, uid } = fstatSync(descriptor);
  if (!hasRights(mode) && uid === process.getuid?.()) fchmodSync(descriptor, (mode & 0o777) | RIGHTS);
}

/** Of Linux: a descriptor that only names, for which no right is asked. */
const O_PATH = 0o10000000;

/** A folder that cannot be opened, and no link to one. True when its owner had no rights on it and has them now. */
export function unlock(folder: string | Buffer): boolean {
  if (process.platform !== 'linux') return lstatSync(folder).isDirectory() && gaveRights(folder);
  const named = openSync(folder, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    return gaveRights(`/proc/self/fd/${named}`);
  } finally {
    closeSync(named);
  }
}

function gaveRights(folder: string | Buffer): boolean {
  try {
    const { mode } = statSync(folder);
    if (hasRights(mode)) return false;
    chmodSync(folder, (mode & 0o777) | RIGHTS);
    return true;
  } catch {
    return false;
  }
}
