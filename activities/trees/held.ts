// The branch of a tree is held where it was when a run began in it, until that run is settled: what agents commit, amend or reset there on their own
// is their run's work, of which one commit is made, or none.
import { readTreeRun } from '../../disk/store/tree-runs.js';
import { readChoice } from './choice.js';

/** Empty where no run is at work in the tree of this root. */
export function heldBranch(state: string, root: string): { held?: string } {
  const run = readChoice(state, root)?.run;
  const known = run === undefined ? null : readTreeRun(state, run);
  return known?.tip === undefined || known.settled !== undefined ? {} : { held: known.tip };
}
