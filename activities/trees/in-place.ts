// Roots that work in the workspace share it, also while others have trees and work beside them: none begins there while another one is in the middle
// of an item, since it would find half of that.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { ChangedStage } from '../../core/changes/stretches.js';
import type { Dirs } from '../../disk/dirs.js';
import { readApprovals } from '../../disk/mirror/approval.js';
import { recentChanges } from '../../disk/store/stage-changes.js';
import { passing, type Refused } from '../../trees/answers.js';

/**
 * Null: it may begin, or has begun. Whoever is in the middle goes on, and nobody waits for a run that ever asked a person: it gave its lane away, and might
 * get none while others hold theirs for it.
 */
export async function waitsInPlace(dirs: Dirs, { runId, item }: StageRunRequest): Promise<Refused | null> {
  const { workspace, state } = dirs;
  const stages = recentChanges(state).filter(({ tree }) => tree === undefined);
  if (stages.some(({ run }) => run === runId)) return null;
  const isActive = ({ family, id }: ChangedStage): boolean =>
    existsSync(path.join(workspace, RUNTIME_DIR, runtimePaths.document(family, 'active', id)));
  const other = stages.findLast((stage) => stage.root !== item.root && isActive(stage));
  if (other === undefined || (await readApprovals(dirs)).some((one) => one.runId === other.run)) return null;
  const { family, id, root } = other;
  return passing(
    `${family}/${id} of ${root} is not finished in the workspace, in which ${item.root} works too.`,
    'This one begins when that is over.',
  );
}
