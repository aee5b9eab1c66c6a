// Deliveries that waited for the judgement of another root go on by themselves when that is there: the workspace is asked for them again, as a person
// would. What decides whether they land is looked at anew.
import type { Context } from '@temporalio/activity';
import { WORKER_ISSUER } from '../../../core/contracts/commands.js';
import { workspaceWorkflowId } from '../../../core/contracts/ids.js';
import { lastDelivery } from '../../../disk/store/deliveries.js';
import { endsOf } from '../../../trees/deliver.js';
import { nameOfRoot } from '../../../trees/names.js';
import type { TreesPlace } from '../../../trees/place.js';
import { recordsOf } from '../../../trees/record.js';
import { bringsUnjudged } from './unjudged.js';

/** Ms for an answer: what is not answered is asked for at the next start of a worker. */
const ANSWER_MS = 10_000;

interface Freed {
  root: string;
  /** Of its delivery that waits. */
  attempt: number;
  /** Whose work it waited for. */
  heldBy: string;
}

/** `by`: those alone that wait for this root; absent = for any. Throws with what git said. */
export async function freed(place: TreesPlace, by?: string): Promise<Freed[]> {
  const found: Freed[] = [];
  for (const { root } of recordsOf(place)) {
    const last = lastDelivery(place.dirs.state, nameOfRoot(root));
    if (last?.root !== root || last.heldBy === undefined || (by !== undefined && last.heldBy !== by)) continue;
    const ends = await endsOf(place, root);
    const { attempt, heldBy } = last;
    if ('tip' in ends && (await bringsUnjudged(place, ends)) === null) found.push({ root, attempt, heldBy });
  }
  return found;
}

/** Never throws: a root that is not asked for again says itself what a person can do. */
export async function goOn(client: Context['client'], place: TreesPlace, by?: string): Promise<void> {
  for (const one of await freed(place, by).catch(() => [])) await askAgain(client, place, one).catch(() => undefined);
}

async function askAgain(
  client: Context['client'],
  { workspace }: TreesPlace,
  { root, attempt, heldBy }: Freed,
): Promise<void> {
  const handle = client.workflow.getHandle(workspaceWorkflowId(workspace));
  const commandId = `goes-on-${root}-${attempt}`;
  const reason = `the work of ${heldBy} that it waited for was judged`;
  const args = { commandId, issuer: WORKER_ISSUER, reason, root };
  await client.withDeadline(Date.now() + ANSWER_MS, () =>
    handle.executeUpdate('judge', { args: [args], updateId: commandId }),
  );
}
