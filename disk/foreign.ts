// What stands on a path of ours and is not ours is moved aside, never followed and never removed; it is said once.
import { randomUUID } from 'node:crypto';
import { lstatSync, renameSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './errors.js';
import { foldersMoved } from './held.js';
import { withEnding } from './names.js';
import { type Opened, within } from './opened.js';

/** Absolute paths; `to`: where it lies now. */
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

/** Where `work` moved things to. They stay on record. `work` is done at once, since others move things too. */
export function movedBy(work: () => void): string[] {
  const before = moved.length;
  work();
  return moved.slice(before).map(({ to }) => to);
}

/** Harmless when there is nothing. */
export function moveAside(folder: Opened, name: string): void {
  const stat = lstatSync(within(folder, name), { throwIfNoEntry: false });
  if (stat === undefined) return;
  const free = freeName(folder, name);
  try {
    renameSync(within(folder, name), within(folder, free));
    foldersMoved();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  moved.push({ from: join(folder.path, name), to: join(folder.path, free), what: kindOf(stat) });
}

/** Makes place for a regular file. */
export function clearForFile(folder: Opened, name: string): void {
  const stat = lstatSync(within(folder, name), { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile()) moveAside(folder, name);
}

/** Numbers are for people; somebody who took them all gets what nobody can take. */
const NUMBERS = 100;

function freeName(folder: Opened, name: string): string {
  for (let number = 0; number < NUMBERS; number += 1) {
    const free = withEnding(name, `${number === 0 ? '' : `.${number}`}.foreign`);
    if (lstatSync(within(folder, free), { throwIfNoEntry: false }) === undefined) return free;
  }
  return withEnding(name, `.${randomUUID()}.foreign`);
}

function kindOf(stat: Stats): string {
  if (stat.isSymbolicLink()) return 'a symbolic link';
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a named pipe';
  if (stat.isSocket()) return 'a socket';
  return stat.isFile() ? 'a file that is not ours' : 'a device';
}
