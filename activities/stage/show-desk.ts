// Copies for people of what a stage left on its desk, in the folder of its run. They are made from what we kept, and nothing is
// decided by them.
import path from 'node:path';
import { folderOf } from '../../agents/desk/earlier.js';
import { type Kept, keptBefore, keptBytes, type KeptFile } from '../../agents/desk/kept.js';
import { shownName } from '../../agents/desk/sources.js';
import { deskFolders, runtimePaths } from '../../core/contracts/paths.js';
import { writeShown } from '../../agents/desk/shown.js';
import type { Dirs } from '../../disk/dirs.js';
import type { Emissions } from './emissions.js';

/**
 * Idempotent. Documents that were taken or set aside are shown where they went. A file whose name an earlier stage used too takes
 * its place; the earlier one goes into `earlier/`.
 */
export function showDesk(dirs: Dirs, kept: Kept, { taken, refused }: Emissions): void {
  if (kept.from === 'run') return;
  const gone = new Set([...taken, ...refused].map((one) => one.path));
  const older = newestBy(keptBefore(dirs.state, kept));
  const show = (from: Kept, file: KeptFile, to: string): void => {
    const bytes = keptBytes(dirs.state, from, file);
    if (bytes !== null) writeShown(dirs.workspace, inRun(kept, to), bytes);
  };
  for (const file of kept.files.filter((one) => !gone.has(inRun(kept, one.path)))) {
    const shown = shownName(file.path);
    const one = older.get(shown);
    if (one !== undefined && one.file.sha256 !== file.sha256)
      show(one.from, one.file, path.join(deskFolders.earlier, folderOf(one.from), shown));
    show(kept, file, shown);
  }
}

/** The newest file of each name that is shown. `before`: oldest first. */
const newestBy = (before: readonly Kept[]): Map<string, { from: Kept; file: KeptFile }> =>
  new Map(before.flatMap((from) => from.files.map((file) => [shownName(file.path), { from, file }] as const)));

const inRun = ({ runId }: Kept, file: string): string => path.join(runtimePaths.runs, runId, file);
