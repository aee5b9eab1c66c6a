// The end of an import: our state knows its folder. Who was killed right before that has all but this, and the same import again does it.
import path from 'node:path';
import { readIdentity } from '../../disk/layout.js';
import { folderRecord, recordFolder } from '../folder.js';
import { readArrived, readOwn } from '../hosts/record.js';
import type { Manifest } from './manifest.js';
import { ownBranches } from './trees.js';

/** `workspace`: absolute, of the folder that has its place. */
interface Placed {
  manifest: Manifest;
  workspace: string;
}

/** All of this very archive has its place, and nobody has served it. `state`: our folder of the workspace. */
export async function lacksRecord(state: string, { manifest, workspace }: Placed): Promise<boolean> {
  if (readArrived(state)?.exported !== manifest.at || folderRecord(state) !== null || readOwn(state) !== null)
    return false;
  const identity = await readIdentity(workspace).catch(() => null);
  return identity?.id === manifest.workspace.id;
}

/** `home`: the state home. Harmless when it was done before. */
export async function recorded(home: string, { manifest, workspace }: Placed): Promise<void> {
  const dirs = { workspace, state: path.join(home, manifest.workspace.id) };
  ownBranches({ dirs, workspace: manifest.workspace.id });
  await recordFolder(dirs, manifest.workspace, workspace);
}
