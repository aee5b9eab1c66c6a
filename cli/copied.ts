// Whether the workspace is a copy of one that lives: all that it shows is the other one's, and no worker serves it.
import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece } from '../read/files.js';
import { readWorkspaceId } from '../read/identity.js';
import type { Need } from '../read/needs.js';

/** Looks only, at what `run` would refuse it for. */
export async function copiedNeed(dir: string, env: NodeJS.ProcessEnv): Promise<Need[]> {
  const { stateHome } = await import('../worker/state-home.js');
  const original = originalOf(dir, stateHome(env));
  if (original === null) return [];
  const reason = `it is a copy of ${original}, and what is shown here is the other one's`;
  const remedy = '`millrace init --new-id` makes it a workspace of its own; or remove the copy';
  return [{ what: 'copy', name: dir, reason, remedy }];
}

/** Path of the folder that has this id and is another one; null when there is none any more. */
function originalOf(dir: string, home: string): string | null {
  const id = readWorkspaceId(dir);
  const known = id === null ? null : jsonObject(readPiece(join(home, id, statePaths.folder))?.text);
  const path = known?.['path'];
  if (typeof path !== 'string' || path === realpathSync(dir)) return null;
  const { dev, ino } = statSync(dir);
  const isItself = known?.['dev'] === dev && known['ino'] === ino;
  return isItself || readWorkspaceId(path) !== id ? null : path;
}
