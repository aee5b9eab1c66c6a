// What the stages of one item changed in the work tree, all together.
import { stretchesOf } from '../../core/changes/stretches.js';
import { summed } from '../../core/changes/summed.js';
import type { FileChange } from '../../core/contracts/checkpoints.js';
import type { Place } from '../../read/folders.js';

/** Null where no stage of it has a record, or it is not kept any more. */
export async function changedBy(
  dir: string,
  env: NodeJS.ProcessEnv,
  { family, id }: Place,
): Promise<{ files: number; added: number; removed: number } | null> {
  const { changesHere, changedFiles } = await import('../changes/here.js');
  try {
    const { place, stages } = await changesHere(dir, env);
    const mine = stretchesOf(stages.filter((one) => one.family === family && one.id === id));
    if (mine.length === 0) return null;
    const parts: FileChange[][] = [];
    for (const stretch of mine) parts.push(await changedFiles(place, stretch));
    return summed(parts);
  } catch {
    return null;
  }
}
