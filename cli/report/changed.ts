// What items changed in the work tree, by the record in our state: as recorded before and after, and not as agents say.
import { type ChangedStage, stretchesOf, unknownAmong } from '../../core/changes/stretches.js';
import { summed } from '../../core/changes/summed.js';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import { partsOf } from '../../read/report/item-facts.js';
import { changedFiles, changesHere } from '../changes/here.js';
import type { Changed } from './shape.js';

export type ChangedOf = (item: string, runs: readonly string[]) => Promise<Changed | null>;

/** Null where it is not known. A file that several stages changed counts once. */
export async function changedBy(dir: string, env: NodeJS.ProcessEnv): Promise<ChangedOf> {
  const { place, stages } = await changesHere(dir, env);
  return async (item, runs) => {
    const { family, id } = partsOf(item);
    return sumOf(
      place,
      stages.filter((one) => one.family === family && one.id === id && runs.includes(one.run)),
    );
  };
}

/** What the stages with these requests changed in all; null where it is not known. */
export async function changedInAll(
  dir: string,
  env: NodeJS.ProcessEnv,
  requests: ReadonlySet<string>,
): Promise<Changed | null> {
  const { place, stages } = await changesHere(dir, env);
  return sumOf(
    place,
    stages.filter(({ request }) => requests.has(request)),
  );
}

async function sumOf(place: CheckpointPlace, mine: readonly ChangedStage[]): Promise<Changed | null> {
  if (mine.length === 0 || unknownAmong(mine).length > 0) return null;
  const working = mine.filter(({ changes }) => changes.before !== changes.after);
  if (working.length <= 1) return countsOf(working[0]);
  const parts = await Promise.all(stretchesOf(mine).map((stretch) => changedFiles(place, stretch))).catch(() => null);
  return parts === null ? null : summed(parts);
}

/** Where one stage alone changed anything, its numbers are all there is. */
const countsOf = (stage: ChangedStage | undefined): Changed => ({
  files: stage?.changes.files ?? 0,
  added: stage?.changes.added ?? 0,
  removed: stage?.changes.removed ?? 0,
});
