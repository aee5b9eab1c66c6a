// What was changed, in the words in which it is told everywhere.
import type { StageChanges } from './checkpoints.js';

/** `3 files, +40 −2`; `nothing` where no file was changed, `not known` where it could not be recorded. */
export function changedWords(changes: Pick<StageChanges, 'files' | 'added' | 'removed' | 'problem'>): string {
  const { files, added, removed, problem } = changes;
  if (problem !== undefined) return 'not known';
  if (files === 0) return 'nothing';
  return `${files === 1 ? '1 file' : `${files} files`}, +${added} −${removed}`;
}
