// Documents in the folders of active work that are not ours: put there by hand, or left by something else than this runtime.
import { removeFile } from '../files.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { digestAt } from '../mirror/digest.js';
import { withMirror } from '../mirror/lock.js';
import { readManifest } from '../mirror/manifest.js';
import { examine } from './examine.js';
import { listDocuments, spotOf } from './folders.js';
import { type Drop, dropOf } from './scan.js';

const LIMIT = 200;

/** Those that are valid; whether the workspace knows them, it has to say itself. */
export async function findStrays(dirs: Dirs): Promise<Drop[]> {
  const there = listDocuments(dirs, 'all').filter((file) => spotOf(file)?.state === 'active');
  const manifest = await readManifest(dirs);
  return there
    .filter((file) => !manifest.has(file))
    .slice(0, LIMIT)
    .flatMap((file) => {
      const seen = examine(dirs, spotOf(file)?.family ?? '', file, 0);
      return seen.kind === 'document' ? [dropOf(file, seen)] : [];
    });
}

/** It was admitted and lies in its queue now. */
export const removeStray = (dirs: Dirs, { path, ref }: Drop): Promise<void> =>
  withMirror(dirs, async () => {
    const isOurs = (await readManifest(dirs)).has(path);
    if (!isOurs && digestAt(dirs, path) === ref.sha256) removeFile(shownFile(dirs, path));
  });
