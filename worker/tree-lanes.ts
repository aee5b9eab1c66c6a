// How many roots may be at work side by side: in one work tree only one, whatever the configuration would like.
import type { WorkspacePlace } from './place.js';
import type { Config } from '../core/plan/sources/config.js';
import { fit } from '../trees/fit.js';

/** For what the workspace is told of a plan. A repository that trees do not fit has one lane. */
export async function laneArgs(
  { trees }: Pick<Config, 'trees'>,
  { dirs, id }: Pick<WorkspacePlace, 'dirs' | 'id'>,
): Promise<{ lanes: number }> {
  if (trees.mode === 'in_place' || trees.lanes === 1) return { lanes: 1 };
  const found = await fit({ dirs, workspace: id, prefix: trees.prefix });
  return { lanes: found.kind === 'fits' ? trees.lanes : 1 };
}
