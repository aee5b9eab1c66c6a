// Looks at the server before stale state is cleared: an active item whose lineage runs no more cannot come back by itself.
import type { Client } from '@temporalio/client';
import { broughtBy, sectionsIn } from '../disk/mirror/sections.js';
import { shownFile } from '../disk/folder.js';
import { readText } from '../disk/read.js';
import type { Answer, Issued } from '../core/contracts/commands.js';
import { lineageWorkflowId } from '../core/contracts/ids.js';
import type { LostTurn } from '../core/contracts/interventions.js';
import { turnsIn } from '../core/engine/workspace/section-from.js';
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
      const lost = await lostTurns(client, place, options.say);
      const [first, ...others] = lost;
      if (first === undefined) return { name: 'clear_stale_state', args: issued };
      return { name: 'clear_stale_state', args: { ...issued, lost: others.length === 0 ? first : lost } };
    },
    options,
  );

/** Turns whose lineage is closed, and of whose agents nothing runs. */
async function lostTurns(client: Client, place: WorkspacePlace, say: (line: string) => void): Promise<LostTurn[]> {
  const sections = sectionsIn(readText(shownFile(place.dirs, runtimePaths.snapshot)));
  const lost: LostTurn[] = [];
  for (const { root, turn } of turnsIn(sections.workspace)) {
    if ((await lifeOf(client, lineageWorkflowId(place.id, root))) !== 'closed') continue;
    if (await endAgentsOf(place, root, say)) lost.push({ turn, ...broughtBy(sections, turn) });
  }
  return lost;
}
