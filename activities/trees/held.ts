// The branch of a tree is held where it was when a run began in it, until that run is settled: what agents commit, amend or reset there on their own
// is their run's work, of which one commit is made, or none.
import { clipped, LIMITS } from '../../core/contracts/limits.js';
import type { Dirs } from '../../disk/dirs.js';
import { recentChanges } from '../../disk/store/stage-changes.js';
import { keepTreeRun, readTreeRun, type TreeRun } from '../../disk/store/tree-runs.js';
import type { OpenTree, ToldMeanwhile } from '../../trees/open.js';
import { readChoice } from './choice.js';

/** Empty where no run is at work in the tree of this root. */
export function heldBranch(state: string, root: string): Pick<OpenTree, 'held' | 'tell'> {
  const tip = atWork(state, root)?.tip;
  return tip === undefined ? {} : { held: tip, tell: (now) => keepMeanwhile(state, root, now) };
}

/** With the run until it is settled: whoever is killed, or refused, after the branch was moved has nobody else to tell it. */
function keepMeanwhile(state: string, root: string, { said, tip, files }: ToldMeanwhile): void {
  const run = atWork(state, root);
  if (run === null) return;
  const all = new Set([...(run.said ?? []), ...said.map((one) => clipped(one, LIMITS.detail))]);
  const merged = files === undefined ? {} : { merged: { tip, files, after: lastAfter(state, run.run) } };
  keepTreeRun(state, { ...run, ...merged, said: [...all] });
}

/** What a run had left so far, should the folder be gone; null = nothing. What people committed since its last stage is in it. */
export function lastFiles({ state }: Pick<Dirs, 'state'>, run: string): string | null {
  const { tip, merged } = readTreeRun(state, run) ?? {};
  const after = lastAfter(state, run);
  return merged !== undefined && merged.tip === tip && merged.after === after ? merged.files : after;
}

const lastAfter = (state: string, run: string): string | null =>
  recentChanges(state).findLast((one) => one.run === run && one.changes.after !== null)?.changes.after ?? null;

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
