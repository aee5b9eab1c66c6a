// Small writes that a crash cannot tear, readable by the user alone: a file is complete under its name, or not there.
import { PRIVATE_FILE } from '../disk/folder.js';
import { createOnlySync, writeAtomicSync } from '../disk/write.js';

export { readText } from '../disk/read.js';

/** In place at once. Survives a kill, not a power failure. */
export const writeWhole = (path: string, text: string): void => writeAtomicSync(path, text, { mode: PRIVATE_FILE });

/** As `writeWhole`, and synced to disk before it is in place. Dear while others write to the disk. */
export const writeDurably = (path: string, text: string): void =>
  writeAtomicSync(path, text, { mode: PRIVATE_FILE, fsync: true });

/** As `writeDurably`, but the first writer wins: false when the file was already there. */
export const writeOnce = (path: string, text: string): boolean =>
  createOnlySync(path, text, { mode: PRIVATE_FILE, fsync: true });

/** As `writeOnce`, but it survives a kill only. */
export const createWhole = (path: string, text: string): boolean => createOnlySync(path, text, { mode: PRIVATE_FILE });
