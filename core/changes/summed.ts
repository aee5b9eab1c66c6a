// What several parts changed in all: the one place where files and lines are counted.
import type { FileChange, StageChanges } from '../contracts/checkpoints.js';

/** A file that was changed in two parts counts once, its lines as often as they were changed; binary files have none. */
export function summed(parts: readonly (readonly FileChange[])[]): Pick<StageChanges, 'files' | 'added' | 'removed'> {
  const files = new Set<string>();
  let [added, removed] = [0, 0];
  for (const part of parts)
    for (const one of part) {
      files.add(one.bytes);
      added += one.added ?? 0;
      removed += one.removed ?? 0;
    }
  return { files: files.size, added, removed };
}
