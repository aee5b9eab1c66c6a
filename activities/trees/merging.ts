// The run of a task for a merger begins with the other branch merged into its tree, or with the merge that an earlier run of it left unfinished.
import type { Paper } from '../../agents/desk/earlier.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { inert } from '../../core/inert.js';
import type { Dirs } from '../../disk/dirs.js';
import { readMerger } from '../../disk/store/mergers.js';
import { type Merging, readTreeRun } from '../../disk/store/tree-runs.js';
import type { Refused } from '../../trees/answers.js';
import { mergeIn } from '../../trees/merge-in.js';
import type { TreesPlace } from '../../trees/place.js';

/** `tookUp`: the run whose work lies in the tree again; null = none does. Null: it is a task like others, or there is nothing to merge. */
export async function mergingOf(
  place: TreesPlace,
  { item, closure }: StageRunRequest,
  tookUp: string | null,
): Promise<Merging | Refused | null> {
  const { state } = place.dirs;
  const task = closure === undefined && item.family === 'task' ? readMerger(state, item.id) : null;
  if (task?.root !== item.root) return null;
  // What lies there was merged with another state of that branch: its commit is a merge with that.
  if (tookUp !== null) return readTreeRun(state, tookUp)?.merging ?? null;
  const { root, into } = task;
  const merged = await mergeIn(place, { root, into });
  return merged.kind === 'nothing' ? null : merged.kind === 'refused' ? merged : merged.merging;
}

/** What a failing check printed, for the desk. */
export function checkPapers({ state }: Dirs, { item }: StageRunRequest): Paper[] {
  const task = item.family === 'task' ? readMerger(state, item.id) : null;
  if (task?.root !== item.root || task.output === undefined) return [];
  return [{ path: 'checks.txt', text: task.output.split('\n').map(inert).join('\n') }];
}
