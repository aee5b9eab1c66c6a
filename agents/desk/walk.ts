// Looks through a folder that an agent had without following a link: every folder is opened by way of the opened one above it.
import { closeSync, constants, openSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { assertOpened } from '../../disk/anchor.js';

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
const FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Path of what is called `name` in an opened folder. */
export const within = (folder: number, name: string): string => `/proc/self/fd/${folder}/${name}`;

/**
 * Calls `work` with the opened folder `relative` below `root`, closes it, and gives what `work` gave. `root` itself may be
 * reached by a link; below it every part must be a real folder, else it throws the file system's error.
 */
export function inFolder<T>(root: string, relative: string, work: (folder: number) => T): T {
  let current = openSync(root, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    assertOpened(root, current);
    for (const part of relative.split(sep).filter((one) => one !== '')) {
      const next = openSync(within(current, part), FOLDER);
      closeSync(current);
      current = next;
    }
    return work(current);
  } finally {
    closeSync(current);
  }
}

/** Names and kinds, in the order of their names. Names that are no UTF-8 are given with replacements. */
export const entriesOf = (folder: number): { name: string; isFolder: boolean }[] =>
  readdirSync(within(folder, '.'), { withFileTypes: true })
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** Descriptor of the file, which may be of any kind but a link. Never waits. */
export const openIn = (folder: number, name: string): number => openSync(within(folder, name), FILE);
