// Where a workspace is and which state folder is its own.
import path from 'node:path';
import type { Dirs } from '../disk/dirs.js';
import { type Identity, readIdentity } from '../disk/layout.js';
import { stateHome } from './state-home.js';
import { KnownError } from '../core/told-error.js';

export interface WorkspacePlace {
  /** Id of the workspace. */
  id: string;
  identity: Identity;
  dirs: Dirs;
  stateHome: string;
}

/** There is none, or not any more. Exit 3. */
export class NoWorkspace extends KnownError {
  constructor(folder: string) {
    super(
      'no_workspace',
      `${folder} is no workspace, or not any more. Run \`millrace init\` there first, or the command where it is now.`,
    );
  }
}

/** Throws `NoWorkspace`. */
export async function workspacePlace(workspaceDir: string): Promise<WorkspacePlace> {
  const identity = await readIdentity(workspaceDir);
  if (identity === null) throw new NoWorkspace(workspaceDir);
  const home = stateHome();
  return {
    id: identity.id,
    identity,
    dirs: { workspace: workspaceDir, state: path.join(home, identity.id) },
    stateHome: home,
  };
}
