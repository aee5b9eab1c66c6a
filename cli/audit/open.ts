// What is under way in a workspace, as far as its files say it: an audit that is exported meanwhile is not yet the whole story.
import { turnsIn } from '../../core/engine/workspace/section-from.js';
import { listAsked } from '../../read/approvals.js';
import { decisionsOf } from '../../read/audit.js';
import { readSnapshot } from '../../read/snapshot.js';
import { readTroubles } from '../../read/troubles.js';
import { counted } from '../render/count.js';

/** In words, each a clause; none = nothing is. `state`: our state folder. */
export async function underWay(dir: string, state: string): Promise<string[]> {
  return [...(await commandsAtWork(state)), ...asked(dir), ...ending(dir), ...undelivered(dir, state)];
}

/** A process that only carries out a command keeps a record as long as it does. */
async function commandsAtWork(state: string): Promise<string[]> {
  const [{ readRoster }, { isAlive }] = await Promise.all([
    import('../../worker/fleet/roster.js'),
    import('../../disk/identity.js'),
  ]);
  const at = readRoster(state).filter((one) => one.role === 'command' && isAlive(one));
  return at.length === 0 ? [] : [`${counted(at.length, 'command is', 'commands are')} being carried out`];
}

const asked = (dir: string): string[] =>
  listAsked(dir).map(({ id, item }) => `${id} of ${item.family} ${item.id} waits for a decision`);

const ending = (dir: string): string[] =>
  turnsIn(readSnapshot(dir)?.workspace ?? null).flatMap(({ family, id, ending: as }) =>
    as === undefined ? [] : [`${family} ${id} is to be ${as}, and is not yet`],
  );

/** A decision is on record before anything of it is shown. */
function undelivered(dir: string, state: string): string[] {
  let last = 0;
  for (const { answer } of decisionsOf(state)) last = answer.seq ?? last;
  const isShown = (readSnapshot(dir)?.workspace?.seq ?? 0) >= last;
  const stuck = readTroubles(dir).map(({ workflow }) => `workflow ${workflow} cannot go on`);
  return [...(isShown ? [] : ['the last decision is not shown in the files yet']), ...stuck];
}
