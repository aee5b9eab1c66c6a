// The blocked items and what is known of the cause.
import type { BlockedDiagnostics } from '../core/contracts/mirror.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece, shown } from './files.js';
import { countIn, listFolders } from './folders.js';
import { headsInFiles } from './heads.js';
import { type ItemView, listItems } from './items.js';

export interface BlockedView extends ItemView {
  /** Null when the file is missing or torn. Its fields are as the mirror wrote them. */
  diagnostics: Partial<BlockedDiagnostics> | null;
}

/** Every item in a `blocked` folder. `folders`: as they were just listed; they are looked into again where there is any. */
export function listBlocked(workspace: string, folders = listFolders(workspace)): BlockedView[] {
  if (countIn(folders, 'blocked') === 0) return [];
  return listItems(workspace, headsInFiles(workspace), { state: 'blocked' }).map((item) => {
    const file = readPiece(shown(workspace, runtimePaths.blocked(item.family, item.id)));
    return { ...item, diagnostics: jsonObject(file?.text) };
  });
}
