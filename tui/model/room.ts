// How much of the screen is left for a list.
import type { Room } from './place.js';

/** Lines of the head, the views and the title; lines of what was said, and of the keys. */
const [ABOVE, BELOW] = [3, 2];
/** Columns before each line of a list: a sign says which row is chosen, also without colour. */
const MARK = 2;

export const bodyOf = ({ columns, rows }: { columns: number; rows: number }): Room => ({
  width: Math.max(8, columns - MARK),
  height: Math.max(1, rows - ABOVE - BELOW),
});
