// Whether somebody may still be writing a file: it is read only when nothing happened to it for a while.
import { lstatSync, type Stats } from 'node:fs';
import { neededRest } from '../../core/documents/rest.js';

/** Files whose last change lies in the future by this clock, as they were when they were seen first. */
const watched = new Map<string, { mark: string; since: number }>();

/**
 * `restMs`: how long nothing must have happened to it. Judged by the time of its last change of any kind, which nobody can
 * set, so that a file that says it is from tomorrow or from long ago waits no longer than others. A clock that was set
 * back is not asked: then the file has to be seen unchanged for so long.
 */
export function hasRested(file: string, stat: Stats, restMs: number): boolean {
  const needed = neededRest(stat, restMs);
  const age = Date.now() - stat.ctimeMs;
  if (age < 0) return seenUnchanged(file, stat, needed);
  watched.delete(file);
  return age >= needed;
}

/** For those who only look: the file, if it is there, has not rested yet. */
export function isBeingWritten(file: string, restMs: number): boolean {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  return stat !== undefined && !hasRested(file, stat, restMs);
}

function seenUnchanged(file: string, stat: Stats, needed: number): boolean {
  const mark = markOf(stat);
  const known = watched.get(file);
  if (known?.mark === mark) return performance.now() - known.since >= needed;
  watched.set(file, { mark, since: performance.now() });
  return needed === 0;
}

/** Other than before when anything was written to the file, or another took its place. */
export const markOf = ({ ino, size, mtimeMs, ctimeMs }: Stats): string => `${ino}:${size}:${mtimeMs}:${ctimeMs}`;
