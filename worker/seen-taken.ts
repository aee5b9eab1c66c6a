// Branches that people took while no worker ran, seen when one begins; deliveries that waited for their work go on.
import type { Client } from '@temporalio/client';
import { goOn } from '../activities/trees/delivery/freed.js';
import { lookForTaken } from '../activities/trees/taken.js';
import type { Config } from '../core/plan/sources/config.js';
import { readBranches } from '../read/branches.js';
import type { WorkspacePlace } from './place.js';

/** Notes them. Never throws: whoever lists branches looks again. */
export async function seeTaken(
  { trees: { prefix } }: Pick<Config, 'trees'>,
  { dirs, id }: Pick<WorkspacePlace, 'dirs' | 'id'>,
  client: Client,
): Promise<void> {
  try {
    const waits = readBranches(dirs.workspace, dirs.state).flatMap((one) => (one.state === 'waits' ? [one.root] : []));
    const trees = { dirs, workspace: id, prefix };
    if (waits.length > 0) await lookForTaken(trees, waits);
    await goOn(client, trees);
  } catch {
    return;
  }
}
