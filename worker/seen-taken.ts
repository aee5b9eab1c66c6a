// Branches that people took while no worker ran, seen when one begins.
import { lookForTaken } from '../activities/trees/taken.js';
import type { Config } from '../core/plan/sources/config.js';
import { readBranches } from '../read/branches.js';
import type { WorkspacePlace } from './place.js';

/** Notes them. Never throws: whoever lists branches looks again. */
export async function seeTaken(
  { trees: { prefix } }: Pick<Config, 'trees'>,
  { dirs, id }: Pick<WorkspacePlace, 'dirs' | 'id'>,
): Promise<void> {
  try {
    const waits = readBranches(dirs.workspace, dirs.state).flatMap((one) => (one.state === 'waits' ? [one.root] : []));
    if (waits.length > 0) await lookForTaken({ dirs, workspace: id, prefix }, waits);
  } catch {
    return;
  }
}
