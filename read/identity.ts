// The id of a workspace, as its file says it.
import { isId } from '../core/contracts/ids.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece, shown } from './files.js';

/** Null when the file is missing, torn, or holds something that is no id. */
export function readWorkspaceId(workspace: string): string | null {
  const id = jsonObject(readPiece(shown(workspace, runtimePaths.identity))?.text)?.id;
  return isId(id) ? id : null;
}
