// Drafts that a killed process left behind. They harm nobody, but nobody else would ever remove them.
import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { LAYOUT_FOLDERS } from '../layout.js';
import { unless } from '../errors.js';

const DRAFT = /^\.[0-9a-f]{8}-[0-9a-f-]{27}\.tmp$/;
const OLD_MS = 10 * 60_000;

/**
 * Removes drafts older than ten minutes from the mirror's folders and our state folder. Called once by a starting
 * worker.
 */
export async function sweepDrafts(dirs: Dirs, now = Date.now()): Promise<void> {
  const shown = LAYOUT_FOLDERS.map((folder) => path.dirname(shownFile(dirs, `${folder}/_`)));
  for (const folder of [...shown, dirs.state]) {
    for (const name of (await readdir(folder).catch(unless('ENOENT'))) ?? []) {
      if (DRAFT.test(name)) await removeOld(path.join(folder, name), now);
    }
  }
}

async function removeOld(file: string, now: number): Promise<void> {
  const stat = await lstat(file).catch(unless('ENOENT'));
  if (stat !== null && now - stat.mtimeMs > OLD_MS) await rm(file, { force: true });
}
