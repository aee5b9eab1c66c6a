// What binds work to where it began. A run ends there; an item goes on where its work lies: a half of it in the workspace, or what is kept of it in
// the tree of its root.
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { TreeSettings } from '../../core/contracts/trees.js';
import { changedInPlace, recentChanges } from '../../disk/store/stage-changes.js';
import { hasLeft, newestRuns, readTreeRun } from '../../disk/store/tree-runs.js';
import type { TreesPlace } from '../../trees/place.js';
import { type KeptWork, readRecord } from '../../trees/record.js';

type Mode = TreeSettings['mode'];

/** Null: no stage of it is over, and no tree was made ready for it. */
export function boundRun(state: string, runId: string): Mode | null {
  if (readTreeRun(state, runId) !== null) return 'per_root';
  const stage = recentChanges(state).findLast(({ run }) => run === runId);
  if (stage === undefined) return null;
  return stage.tree === undefined ? 'in_place' : 'per_root';
}

/** Of an item of which a new run begins. Null: nothing of it lies anywhere. One that is to begin afresh takes up nothing that is kept. */
export function boundItem(place: TreesPlace, { item, story }: Pick<StageRunRequest, 'item' | 'story'>): Mode | null {
  const { state } = place.dirs;
  const key = `${item.family}/${item.id}`;
  if (changedInPlace(state, item.root).has(key)) return 'in_place';
  if (story?.fresh === true) return null;
  const last = newestRuns(state, new Set([key])).get(key);
  return lastKept(place, item) !== null || (last !== undefined && hasLeft(last)) ? 'per_root' : null;
}

/** The newest work that is kept of an item. */
export function lastKept(
  place: TreesPlace,
  { family, id, root }: { family: string; id: string; root: string },
): KeptWork | null {
  const kept = readRecord(place, root)?.kept ?? [];
  const isIts = ({ run }: KeptWork): boolean => {
    const known = readTreeRun(place.dirs.state, run);
    return known?.family === family && known.id === id && known.settled?.kind !== 'committed';
  };
  return kept.findLast(isIts) ?? null;
}
