// Looks at the server before stale state is cleared: an active item whose lineage runs no more cannot come back by itself.
import type { Client } from '@temporalio/client';
import { sectionsIn } from '../disk/mirror/snapshot.js';
import { shownFile } from '../disk/folder.js';
import { readText } from '../disk/read.js';
import type { Answer, Issued } from '../core/contracts/commands.js';
import { lineageWorkflowId } from '../core/contracts/ids.js';
import type { ClearArgs } from '../core/contracts/interventions.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { endAgentsOf } from './fleet/abandoned.js';
import type { CommandOptions } from './commands.js';
import { sendMade } from './commands.js';
import { lifeOf } from './fleet/life.js';
import type { WorkspacePlace } from './place.js';

/** Throws what `sendCommand` throws. */
export const clearStaleState = (workspaceDir: string, issued: Issued, options: CommandOptions): Promise<Answer> =>
  sendMade(
    workspaceDir,
    async (client, place) => {
      const lost = await lostTurn(client, place, options.say);
      return { name: 'clear_stale_state', args: lost === null ? issued : { ...issued, lost } };
    },
    options,
  );

/** Null unless the lineage of the turn is closed and nothing of its agents runs. */
async function lostTurn(
  client: Client,
  place: WorkspacePlace,
  say: (line: string) => void,
): Promise<Required<ClearArgs>['lost'] | null> {
  const text = readText(shownFile(place.dirs, runtimePaths.snapshot));
  const { workspace, activation } = sectionsIn(text);
  const root = workspace?.active?.root;
  if (root === undefined || (await lifeOf(client, lineageWorkflowId(place.id, root))) !== 'closed') return null;
  if (!(await endAgentsOf(place, root, say))) return null;
  const turn = workspace?.turn ?? 0;
  const own = activation?.activation.turn === turn ? activation.activation : null;
  return { turn, emitted: own?.emitted ?? [], ...(own?.usage === undefined ? {} : { usage: own.usage }) };
}
