// What a stage left for people and for the stages after it, as its result names it: paths relative to the folder of its run.
import path from 'node:path';
import { readKept } from '../../agents/desk/kept.js';
import { folderOf } from '../../agents/desk/earlier.js';
import { shownName } from '../../agents/desk/sources.js';
import { deskFolders } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { Dirs } from '../../disk/dirs.js';

export interface ReportRef {
  path: string;
  /** Where it lies once a later stage left another file of that name. */
  earlier: string;
  bytes: number;
  sha256: string;
}

/** Without the outbox: its documents have folders of their own. None of a stage that had no desk. */
export function reportsOf({ state }: Dirs, request: StageRunRequest): ReportRef[] {
  const kept = readKept(state, request);
  if (kept?.from !== 'desk') return [];
  const reports = kept.files.filter((file) => !file.path.startsWith(`${deskFolders.outbox}/`));
  return reports.map(({ path: name, bytes, sha256 }) => {
    const shown = shownName(name);
    return { path: shown, earlier: path.join(deskFolders.earlier, folderOf(kept), shown), bytes, sha256 };
  });
}
