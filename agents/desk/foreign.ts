// What lies in the place of a folder of ours and is none is moved aside, so that nothing is lost and nothing is followed.
import { lstatSync, renameSync } from 'node:fs';
import { makeFolder } from '../../disk/anchor.js';

/** A real folder: no link to one. */
export const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Gives its new path, `<path>.foreign[.n]`; null when there is nothing. */
export function moveAside(path: string): string | null {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return null;
  for (let number = 0; ; number += 1) {
    const aside = `${path}.foreign${number === 0 ? '' : `.${number}`}`;
    if (lstatSync(aside, { throwIfNoEntry: false }) !== undefined) continue;
    renameSync(path, aside);
    return aside;
  }
}

/** Makes the folder, its parents being there. Gives where what lay in its place was moved to, if anything did. */
export function ownFolder(path: string): string | null {
  const aside = isFolder(path) ? null : moveAside(path);
  makeFolder(path);
  return aside;
}
