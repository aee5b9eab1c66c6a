// What a stage is told of the work before it: which files its task changed so far, and which the stage before it.
import { changesBetween } from '../../checkpoints/changes.js';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import { type ChangedStage, stretchesOf, unknownAmong } from '../../core/changes/stretches.js';
import type { FileChange } from '../../core/contracts/checkpoints.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { PromptChanged } from '../../agents/changed-part.js';
import type { Dirs } from '../../disk/dirs.js';
import { recentChanges } from '../../disk/store/stage-changes.js';

/** Git is ended as the place says; whoever waits gets an answer of nothing known then. */
export async function changedBefore(
  dirs: Dirs,
  place: CheckpointPlace,
  request: StageRunRequest,
): Promise<PromptChanged> {
  const { item, runId, requestId, closure } = request;
  const before = recentChanges(dirs.state).filter((stage) => stage.request !== requestId);
  const isMine = ({ family, id, root }: ChangedStage): boolean =>
    closure === undefined ? family === item.family && id === item.id : root === item.root;
  const last = before.findLast(({ run }) => run === runId);
  const which = closure === undefined ? `${item.id} --family ${item.family}` : item.root;
  return {
    whose: closure === undefined ? 'Task' : 'Root',
    whole: { files: await filesOf(place, before.filter(isMine)), command: `millrace diff ${which} --name-only` },
    last:
      last === undefined
        ? null
        : {
            node: last.node,
            files: await filesOf(place, [last]),
            command: `millrace diff ${runId} --stage ${last.stage} --name-only`,
          },
  };
}

/** Each path once, as it was changed last. Null when it is not known of all stages. */
async function filesOf(place: CheckpointPlace, stages: readonly ChangedStage[]): Promise<FileChange[] | null> {
  if (unknownAmong(stages).length > 0) return null;
  const found = new Map<string, FileChange>();
  try {
    for (const { before, after } of stretchesOf(stages))
      for (const one of before === after ? [] : await changesBetween(place, before, after)) found.set(one.bytes, one);
  } catch {
    return null;
  }
  return [...found.values()];
}
