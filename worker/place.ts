// Where a workspace is and which state folder is its own.
import path from 'node:path';
import type { Dirs } from '../activities/dirs.js';
import { type Identity, readIdentity } from '../activities/layout.js';
import { stateHome } from './state-home.js';

export interface Place {
  /** Id of the workspace. */
  id: string;
  identity: Identity;
  dirs: Dirs;
  stateHome: string;
}

/** Throws when the directory is no workspace. */
export async function placeOf(workspaceDir: string): Promise<Place> {
  const identity = await readIdentity(workspaceDir);
  if (identity === null) throw new Error(`${workspaceDir} is not a workspace. Run \`millrace init\` there first.`);
  const home = stateHome();
  return {
    id: identity.id,
    identity,
    dirs: { workspace: workspaceDir, state: path.join(home, identity.id) },
    stateHome: home,
  };
}
