// Why queued items wait, worked out from the documents and the folders they need things in.
import { type ItemState, neededFamily } from '../core/contracts/families.js';
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
  const known = new Map<string, ReadonlyMap<string, ItemState>>();
  const stateOf = (family: string, id: string): ItemState | undefined => {
    const states = known.get(family) ?? statesIn(folders, family);
    known.set(family, states);
    return states.get(id);
  };
  const told = snapshot?.workspace?.waiting ?? [];
  const pending = (family: string, id: string, state: ItemState): string[] =>
    heads(placeOf(family, state, id)).needs.filter(
      (one) => !SATISFY.includes(stateOf(neededFamily(family), one) ?? 'queued'),
    );
  const look = (of: string, id: string): Needed | undefined => {
    const state = stateOf(of, id);
    return state && { state, needs: state === 'queued' ? pending(of, id, state) : [] };
  };
  return ({ family, id, state }) => {
    if (state !== 'queued') return null;
    const needs = pending(family, id, state);
    if (needs.length > 0) return whyWaits({ family, id }, needs, (one) => look(neededFamily(family), one)).reason;
    return told.find((one) => one.family === family && one.id === id)?.reason ?? null;
  };
}

function statesIn(folders: readonly Folder[], family: string): ReadonlyMap<string, ItemState> {
  const mine = folders.filter((folder) => folder.family === family);
  return new Map(mine.flatMap(({ state, ids }) => ids.map((id): [string, ItemState] => [id, state])));
}
