// The branch of a tree is held where it was when a run began in it, until that run is settled: what agents commit, amend or reset there on their own
// is their run's work, of which one commit is made, or none.
import { clipped, LIMITS } from '../../core/contracts/limits.js';
import { keepTreeRun, readTreeRun, type TreeRun } from '../../disk/store/tree-runs.js';
import type { OpenTree } from '../../trees/open.js';
import { readChoice } from './choice.js';

/** Empty where no run is at work in the tree of this root. */
export function heldBranch(state: string, root: string): Pick<OpenTree, 'held' | 'tell'> {
  const tip = atWork(state, root)?.tip;
  return tip === undefined ? {} : { held: tip, tell: (said) => keepSaid(state, root, said) };
}

/** Sentences are kept with the run until it is settled: whoever is killed, or refused, after the branch was moved has nobody else to tell them. */
function keepSaid(state: string, root: string, said: readonly string[]): void {
  const run = atWork(state, root);
  const all = [...new Set([...(run?.said ?? []), ...said.map((one) => clipped(one, LIMITS.detail))])];
  if (run !== null && all.length > (run.said?.length ?? 0)) keepTreeRun(state, { ...run, said: all });
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
