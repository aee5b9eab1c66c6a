// What is told of a turn by somebody else than its lineage: no more than what an activation brings.
import type { Brought } from '../../../contracts/turns.js';

/** These fields alone, whatever else `told` has: those of a command are not those of a message. */
export const broughtFields = ({ emitted, learned, usage, money }: Brought): Brought => ({
  emitted,
  ...(learned === undefined ? {} : { learned }),
  ...(usage === undefined ? {} : { usage }),
  ...(money === undefined ? {} : { money }),
});
