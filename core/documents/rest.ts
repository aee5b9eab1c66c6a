// How long nothing must have happened to a dropped file before it counts as whole.

/** Where nothing else is set. */
export const REST_MS = 5000;
/** Enough for a file that was renamed into its place: it was whole before. */
export const MOVED_MS = 250;

/** Milliseconds of the epoch, and bytes. */
export interface FileTimes {
  ctimeMs: number;
  mtimeMs: number;
  size: number;
}

/** After a write both times are the same; a rename, a link or new permissions leave the time of the writing behind. */
export const neededRest = ({ ctimeMs, mtimeMs, size }: FileTimes, restMs: number): number =>
  size > 0 && ctimeMs !== mtimeMs ? Math.min(MOVED_MS, restMs) : restMs;
