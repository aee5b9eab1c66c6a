// Why queued items wait, worked out from the documents and the folders they need things in.
import type { ItemState } from '../core/contracts/families.js';
import { type Needed, whyWaits } from '../core/engine/workspace/claims/why.js';
import type { Folder, Place } from './folders.js';
import type { HeadsOf } from './heads.js';
import { placeOf } from './folders.js';
import type { SnapshotView } from './snapshot.js';

/** The reason, or null for an item that waits for its turn alone. */
export type ReasonOf = (item: Pick<Place, 'family' | 'id' | 'state'>) => string | null;

/** These satisfy who needs them: what superseded a task is done. */
const SATISFY: readonly ItemState[] = ['done', 'superseded'];

export function waitingReasons(folders: readonly Folder[], heads: HeadsOf, snapshot: SnapshotView | null): ReasonOf {
  // Made when something needs something: a long past costs those nothing who do not ask for it.
  let known: ReadonlyMap<string, ItemState> | undefined;
  const stateOf = (task: string): ItemState | undefined => (known ??= tasksIn(folders)).get(task);
  const told = snapshot?.workspace?.waiting ?? [];
  const pending = (family: string, id: string, state: ItemState): string[] =>
    heads(placeOf(family, state, id)).needs.filter((task) => !SATISFY.includes(stateOf(task) ?? 'queued'));
  const look = (task: string): Needed | undefined => {
    const state = stateOf(task);
    return state && { state, needs: state === 'queued' ? pending('task', task, state) : [] };
  };
  return ({ family, id, state }) => {
    if (state !== 'queued') return null;
    const needs = pending(family, id, state);
    if (needs.length > 0) return whyWaits({ family, id }, needs, look).reason;
    return told.find((one) => one.family === family && one.id === id)?.reason ?? null;
  };
}

function tasksIn(folders: readonly Folder[]): ReadonlyMap<string, ItemState> {
  const tasks = folders.filter(({ family }) => family === 'task');
  return new Map(tasks.flatMap(({ state, ids }) => ids.map((id): [string, ItemState] => [id, state])));
}
