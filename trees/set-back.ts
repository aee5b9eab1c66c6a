// A task that is blocked, cancelled or superseded leaves the branch as it was: its changes are kept, and the tree goes back to the branch.
import type { Refused } from './answers.js';
import { keepWork } from './keep.js';
import { lay } from './lay.js';
import type { TreesPlace } from './place.js';
import type { KeptWork } from './record.js';
import { standing } from './standing.js';

export type SetBack =
  /** `kept`: null where there was nothing but what the branch has. */
  { kind: 'set_back'; kept: KeptWork | null } | Refused;

/** `run`: whose work it is. `at`: ISO 8601. A repeat goes on with what a call left that was killed. Throws with what git said. */
export async function setBack(
  place: TreesPlace,
  root: string,
  { run, at }: { run: string; at: string },
): Promise<SetBack> {
  const found = await standing(place, root);
  if (found.kind === 'refused') return found;
  const { repository, record, tip } = found;
  if (record.laying?.to === tip) {
    const done = await lay(place, repository, record, record.laying);
    return { kind: 'set_back', kept: done.kept.findLast((one) => one.run === run) ?? null };
  }
  const kept = await keepWork(place, repository, record, { run, at, tip });
  if (kept.work !== null || kept.tree !== tip) await lay(place, repository, kept.record, { from: kept.tree, to: tip });
  return { kind: 'set_back', kept: kept.work ?? record.kept.findLast((one) => one.run === run) ?? null };
}
