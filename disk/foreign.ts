// What stands on a path of ours and is not ours is moved aside, never followed and never removed; it is said once.
import { lstatSync, renameSync, type Stats } from 'node:fs';
import { codeOf } from './errors.js';

/** `to`: where it lies now. */
export interface MovedAside {
  from: string;
  to: string;
  what: string;
}

const moved: MovedAside[] = [];

/** What was moved aside below this folder since the last call. */
export function takeMoved(folder: string): MovedAside[] {
  const mine = moved.filter(({ from }) => from.startsWith(`${folder}/`));
  for (const one of mine) moved.splice(moved.indexOf(one), 1);
  return mine;
}

export function moveAside(file: string): void {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return;
  const to = freeName(file);
  try {
    renameSync(file, to);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  moved.push({ from: file, to, what: kindOf(stat) });
}

/** Makes place for a regular file. */
export function clearForFile(file: string): void {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile()) moveAside(file);
}

function freeName(file: string): string {
  for (let number = 0; ; number += 1) {
    const name = `${file}${number === 0 ? '' : `.${number}`}.foreign`;
    if (lstatSync(name, { throwIfNoEntry: false }) === undefined) return name;
  }
}

function kindOf(stat: Stats): string {
  if (stat.isSymbolicLink()) return 'a symbolic link';
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a named pipe';
  if (stat.isSocket()) return 'a socket';
  return stat.isFile() ? 'a file that is not ours' : 'a device';
}
