// Whether the workspace is a copy of one that lives: all that it shows is the other one's, and no worker serves it.
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import { folderIdentity, isSameFolder } from '../disk/anchor.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece } from './files.js';
import { readWorkspaceId } from './identity.js';
import { type Need, needOf } from './need.js';

/** `home`: the state home. Looks only, at what `run` would refuse it for. */
export function copiedNeed(dir: string, home: string): Need[] {
  const original = originalOf(dir, home);
  if (original === null) return [];
  const reason = `it is a copy of ${original}, and what is shown here is the other one's`;
  const remedy = '`millrace init --new-id` makes it a workspace of its own; or remove the copy';
  const about = { key: original, evidence: [original], actions: ['millrace init --new-id'] };
  return [needOf({ what: 'copy', kind: 'workspace_copied', name: dir, reason, remedy, ...about })];
}

/** Path of the folder that has this id and is another one; null when there is none any more. */
function originalOf(dir: string, home: string): string | null {
  const id = readWorkspaceId(dir);
  const known = id === null ? null : jsonObject(readPiece(join(home, id, statePaths.folder))?.text);
  const path = known?.['path'];
  if (typeof path !== 'string' || path === realpathSync(dir)) return null;
  return isSameFolder(known as object, folderIdentity(dir)) || readWorkspaceId(path) !== id ? null : path;
}
