// The record of what was changed in a workspace, and where it is kept.
import path from 'node:path';
import type { ChangedStage, Stretch } from '../../core/changes/stretches.js';
import type { FileChange } from '../../core/contracts/checkpoints.js';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import { readChanges } from '../../disk/store/stage-changes.js';
import { readWorkspaceId } from '../../read/identity.js';
import { failed } from '../errors.js';
import { NotSaid } from '../output.js';

export interface Here {
  place: CheckpointPlace;
  /** Oldest first. */
  stages: ChangedStage[];
}

export async function changesHere(dir: string, env: NodeJS.ProcessEnv): Promise<Here> {
  const [{ stateHome }, { checkpointPlace }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../checkpoints/place.js'),
  ]);
  const state = path.join(stateHome(env), readWorkspaceId(dir) ?? '');
  return { place: checkpointPlace({ workspace: dir, state }), stages: readChanges(state) };
}

/** Exit 1 where a tree is not kept any more. */
export async function changedFiles(place: CheckpointPlace, { before, after }: Stretch): Promise<FileChange[]> {
  if (before === after) return [];
  const { changesBetween } = await import('../../checkpoints/changes.js');
  return orUnread(() => changesBetween(place, before, after));
}

export async function orUnread<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotSaid) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw failed(
      'not_kept',
      `What was changed cannot be read: ${why}`,
      'It may have been pruned: `[checkpoints] keep_days` says how long it is kept.',
    );
  }
}
