// What is done with whole files, under their names alone: nothing is opened, and no link on the way is followed where others could
// put one.
import { linkSync, lstatSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import { bare, codeOf, MISSING, unless } from './errors.js';
import { clearForFile, moveAside } from './foreign.js';
import { foldersMoved } from './held.js';
import { type Opened, within } from './opened.js';
import { inFolderOf } from './way.js';

/** What is there under this name, a link being one; null when nothing is, or when no folder of ours leads there. */
export const statOf = (file: string): Stats | null =>
  orGone(() => inFolderOf(file, {}, (folder, name) => lstatSync(within(folder, name))));

/** Harmless when there is none. A folder in its place is moved aside. */
export function removeFile(file: string): void {
  orGone(() =>
    inFolderOf(file, {}, (folder, name) => {
      clearForFile(folder, name);
      unlinkIfThere(within(folder, name));
    }),
  );
}

/** Of a path that may be led to by anything. Throws the system's error, but where there is none. One call: `rmSync` looks twice before. */
export function unlinkIfThere(file: string): void {
  try {
    bare(() => unlinkSync(file));
  } catch (error) {
    unless('ENOENT')(error);
  }
}

/** Takes the place of a file at `to`, whose folder is made when missing. False when there is nothing to move. */
export const moveFile = (from: string, to: string): boolean =>
  between(from, to, (source, target, name) => {
    clearForFile(target, name);
    renameSync(source, within(target, name));
    foldersMoved();
  });

/** Within one folder: gives something another name, of which whatever has it is moved aside. */
export function moveIn(folder: Opened, from: string, to: string): void {
  moveAside(folder, to);
  renameSync(within(folder, from), within(folder, to));
  foldersMoved();
}

/** The file gets a second name. False when it is not there, or the name is taken. */
export function linkFile(from: string, to: string): boolean {
  try {
    return between(from, to, (source, target, name) => linkSync(source, within(target, name)));
  } catch (error) {
    unless('EEXIST')(error);
    return false;
  }
}

function between(from: string, to: string, work: (source: string, target: Opened, name: string) => void): boolean {
  const done = orGone(() =>
    inFolderOf(from, {}, (source, old) => {
      if (lstatSync(within(source, old), { throwIfNoEntry: false }) === undefined) return false;
      inFolderOf(to, { heal: true, make: 0o777 }, (target, name) => work(within(source, old), target, name));
      return true;
    }),
  );
  return done ?? false;
}

function orGone<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (MISSING.has(codeOf(error))) return null;
    throw error;
  }
}
