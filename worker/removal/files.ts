// Takes the folders of a workspace away: ours alone, never through a link. What was begun is taken up by the next call: our state first gets
// another name, which says that the server has nothing any more, and the name of the workspace goes last.
import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { clearAway } from '../../disk/clear.js';
import { moveIn } from '../../disk/files.js';
import { close, hasFolder, openBelow, openTop, type Opened, pathOf } from '../../disk/opened.js';

/** Where our state is on its way out; no id of a workspace begins so. */
export const goingName = (id: string): string => `.removing-${id}`;

/** Throws when something cannot be removed. Nothing there: nothing to do. */
export async function removeState(home: string, id: string): Promise<void> {
  if (!isThere(home)) return;
  const top = openTop(home);
  try {
    const going = goingName(id);
    // Of an earlier try; the folder may be there anew.
    await remove(top, going);
    if (isThere(path.join(home, id))) moveIn(top, id, going);
    await remove(top, going);
  } finally {
    close(top);
  }
}

/** The folder in the workspace. Its name goes last, so that a workspace that is half removed is still known for one. */
export async function removeShown(workspace: string): Promise<void> {
  if (!isThere(workspace)) return;
  const top = openTop(workspace);
  try {
    if (!hasFolder(top, RUNTIME_DIR)) return;
    const folder = openBelow(top, RUNTIME_DIR);
    try {
      const names = readdirSync(pathOf(folder)).filter((name) => name !== runtimePaths.identity);
      for (const name of names) await remove(folder, name);
    } finally {
      close(folder);
    }
    await remove(top, RUNTIME_DIR);
  } finally {
    close(top);
  }
}

async function remove(above: Opened, name: string): Promise<void> {
  const why = await clearAway(above, name, Infinity);
  if (why === null) return;
  const file = path.join(above.path, name);
  throw Object.assign(new Error(`${file} could not be removed whole: ${why}`), {
    ...{ code: why, syscall: 'unlink', path: file },
  });
}

export const isThere = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;
