// The blocked items and what is known of the cause.
import type { BlockedDiagnostics } from '../core/contracts/mirror.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece, shown } from './files.js';
import { headsInFiles } from './heads.js';
import { type ItemView, listItems } from './items.js';

export interface BlockedView extends ItemView {
  /** Null when the file is missing or torn. Its fields are as the mirror wrote them. */
  diagnostics: Partial<BlockedDiagnostics> | null;
}

/** Every item in a `blocked` folder. */
export function listBlocked(workspace: string): BlockedView[] {
  return listItems(workspace, headsInFiles(workspace), { state: 'blocked' }).map((item) => {
    const file = readPiece(shown(workspace, runtimePaths.blocked(item.family, item.id)));
    return { ...item, diagnostics: jsonObject(file?.text) };
  });
}
