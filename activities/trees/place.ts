// The place of a workspace's trees, as the settings that were read last say it.
import type { Dirs } from '../../disk/dirs.js';
import type { TreesPlace } from '../../trees/place.js';
import { checkpointSettings } from '../checkpoint-settings.js';
import { keptTreeSettings, type KeptTreeSettings } from '../tree-settings.js';
import { readChoice } from './choice.js';

export interface Asker {
  /** Id of the workspace. */
  workspace: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** A root that has begun keeps the prefix that it began with. */
export async function treesPlace(
  dirs: Dirs,
  root: string,
  { workspace, env, signal }: Asker,
): Promise<{ place: TreesPlace; settings: KeptTreeSettings }> {
  const settings = await keptTreeSettings(dirs.state);
  const checkpoints = await checkpointSettings(dirs.state);
  const prefix = readChoice(dirs.state, root)?.prefix ?? settings.prefix;
  const place = { dirs, workspace, prefix, checkpoints, env, ...(signal && { signal }) };
  return { place, settings };
}
