// The branch of a tree is held where it was when a run began in it, until that run is settled: what agents commit, amend or reset there on their own
// is their run's work, of which one commit is made, or none.
import { keepTreeRun, readTreeRun, type TreeRun } from '../../disk/store/tree-runs.js';
import { readChoice } from './choice.js';

/** Empty where no run is at work in the tree of this root. */
export function heldBranch(state: string, root: string): { held?: string } {
  const tip = atWork(state, root)?.tip;
  return tip === undefined ? {} : { held: tip };
}

/** What people committed while it is at work stays: from now on the branch is held there. */
export function holdBranch(state: string, root: string, tip: string): void {
  const run = atWork(state, root);
  if (run?.tip !== undefined && run.tip !== tip) keepTreeRun(state, { ...run, tip });
}

function atWork(state: string, root: string): TreeRun | null {
  const run = readChoice(state, root)?.run;
  const known = run === undefined ? null : readTreeRun(state, run);
  return known?.settled === undefined ? known : null;
}
