// An opened folder: what lies in it is named by way of it, so that nobody can lead the name elsewhere meanwhile.
import { closeSync, constants, lstatSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bare, codeOf } from './errors.js';

export interface Opened {
  descriptor: number;
  /** Absolute, for people and for comparing; nothing is opened by it. */
  path: string;
}

/** Where a descriptor is no path, a name is only as good as the last look at it. */
const BY_DESCRIPTOR = process.platform === 'linux';

const READ = constants.O_RDONLY | constants.O_DIRECTORY;

/** Path of what is called `name` in the opened folder, for as long as that is open. */
export const within = (folder: Opened, name: string): string => `${pathOf(folder)}/${name}`;

/** Path of the folder itself, for as long as it is open. */
export const pathOf = ({ descriptor, path }: Opened): string => (BY_DESCRIPTOR ? `/proc/self/fd/${descriptor}` : path);

/** The same for a name as the disk has it, which need not be UTF-8. */
export const entryIn = (folder: Opened, name: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${pathOf(folder)}/`), name]);

/** The same error, with its causes: where it spoke of the descriptor it speaks of the folder's path. */
export function named(error: unknown, folder: Opened): unknown {
  if (!BY_DESCRIPTOR || !(error instanceof Error)) return error;
  if (!speaksOf(error, folder)) return error;
  const itself = new RegExp(`${pathOf(folder)}(?!\\d)`, 'g');
  // Most of what is missing was only asked for, and a stack is dear to write out.
  const isMissing = codeOf(error) === 'ENOENT';
  for (const key of ['message', 'path', 'dest', ...(isMissing ? [] : ['stack'])]) {
    const said: unknown = Reflect.get(error, key);
    if (typeof said === 'string')
      Reflect.set(
        error,
        key,
        said.replace(itself, () => folder.path),
      );
  }
  named(error.cause, folder);
  return error;
}

/** A cheap look first: most errors pass several folders on their way. */
const speaksOf = (error: Error, folder: Opened): boolean =>
  error.cause !== undefined || error.message.includes(pathOf(folder));

/** A folder that may be reached by links. Throws the system's error. */
export const openTop = (path: string): Opened => ({ descriptor: bare(() => openSync(path, READ)), path });

/** The folder `name` in an opened one: no link. Throws the system's error (`ELOOP`, `ENOTDIR`, `ENOENT`, …). Never waits. */
export const openBelow = (above: Opened, name: string): Opened => ({
  descriptor: bare(() => openSync(within(above, name), READ | constants.O_NOFOLLOW)),
  path: join(above.path, name),
});

export const close = ({ descriptor }: Opened): void => closeSync(descriptor);

/** Names and kinds, in the order of their names. Names that are no UTF-8 are given with replacements. */
export const entriesOf = (folder: Opened): { name: string; isFolder: boolean }[] =>
  readdirSync(pathOf(folder), { withFileTypes: true })
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** Whether a folder is called so: no link to one. */
export const hasFolder = (folder: Opened, name: string): boolean =>
  lstatSync(within(folder, name), { throwIfNoEntry: false })?.isDirectory() ?? false;
