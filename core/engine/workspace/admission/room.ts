// The workspace's state has to fit what continue-as-new may carry: what would go beyond it waits in its folder until other work
// has left. From revision 4 on.
import type { DocumentRef } from '../../../contracts/documents.js';
import { jsonBytes } from '../../../contracts/limits.js';
import { targetsWithoutStories } from '../fit.js';
import type { Item, SchedulerState } from '../scheduler-state.js';

export const NO_ROOM = 'the workspace holds as much as it can; it is taken in when other work is done';

type Row = Pick<Item, 'id' | 'root' | 'createdAt' | 'sha256' | 'waitsFor' | 'reason' | 'replaces' | 'story' | 'start'>;

export interface LineRoom {
  /** Takes the place that this document needs; false when there is none. */
  take(ref: DocumentRef): boolean;
}

/** `most`: bytes up to which documents are let in. */
export function newRoom(state: SchedulerState, most: number): LineRoom {
  if (state.rules < 4) return { take: () => true };
  let left: number | null = null;
  return {
    take(ref) {
      left ??= most - hardBytes(state);
      const size = rowBytes({ ...ref, waitsFor: ref.dependsOn, reason: null });
      if (size > left) return false;
      left -= size;
      return true;
    },
  };
}

/** At most what the state comes to when it is carried, without what `fitted` can shorten. */
export function hardBytes(state: SchedulerState): number {
  const { items, ready: _ready, waiting: _waiting, index: _index, finished: _done, answers: _answers, ...rest } = state;
  const hard = { ...rest, targets: targetsWithoutStories(rest.targets) };
  return Object.values(items).reduce((sum, item) => sum + rowBytes(item), jsonBytes(hard));
}

/** Of the row that an item is carried as, its reason apart: quotes, commas, numbers and brackets, and what else it has. */
function rowBytes(item: Row): number {
  const { id, root, createdAt, sha256, waitsFor, reason, replaces, story, start } = item;
  const digest = sha256.length === 64 ? 44 : sha256.length + 1;
  const date = createdAt.length === 24 ? 13 : createdAt.length + 2;
  const row = 18 + id.length + root.length + digest + date;
  if (waitsFor.length === 0 && reason === null && replaces === undefined && story === undefined && start === undefined)
    return row;
  // With a story there is a place for what it replaces, too.
  return (
    row +
    (story === undefined && start === undefined ? 11 : 16) +
    (start === undefined ? 0 : start.length + 8) +
    waitsFor.reduce((sum, task) => sum + task.length + 3, 0) +
    (replaces?.length ?? 0)
  );
}
