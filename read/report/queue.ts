// The queue as a report tells it: how many of each family, and which come next.
import type { Folder, Place } from '../folders.js';
import { countIn, placeOf } from '../folders.js';
import type { HeadsOf } from '../heads.js';
import { readLine } from '../line.js';
import type { SnapshotView } from '../snapshot.js';
import { waitingReasons } from '../waiting.js';

export interface FamilyCounts {
  queued: number;
  active: number;
  blocked: number;
  done: number;
  /** Of the queued ones: those that cannot be claimed now; of a long queue those that the workspace named. */
  waiting: number;
}

export interface QueueHead {
  id: string;
  family: string;
  title: string;
  age_s: number | null;
  /** Why it cannot be claimed now; empty = it can. */
  waits_for: string[];
}

const HEADS = 20;

/** Families without any item are left out. `now`: ms since 1970; `most`: queued items that are told one by one. */
export function queueOf(
  folders: readonly Folder[],
  heads: HeadsOf,
  snapshot: SnapshotView | null,
  { now, most = HEADS }: { now: number; most?: number },
): { by_family: Record<string, FamilyCounts>; head: QueueHead[] } {
  const line = readLine(folders, snapshot);
  const why = waitingReasons(folders, heads, snapshot);
  const told = (snapshot?.workspace?.waiting ?? []).map(({ family, id }) => placeOf(family, 'queued', id));
  const places = line.isLong ? [...line.named, ...told] : line.inOrder(heads);
  const waits = (place: Place): string[] => {
    const reason = why(place);
    return reason === null ? [] : [reason];
  };
  const waiting = places.filter((place) => waits(place).length > 0);
  const head = places.slice(0, most).map((place) => {
    const { title, createdAt } = heads(place);
    const age = (now - Date.parse(createdAt)) / 1000;
    const { id, family } = place;
    return {
      id,
      family,
      title,
      age_s: Number.isFinite(age) ? Math.max(0, Math.round(age)) : null,
      waits_for: waits(place),
    };
  });
  return { by_family: countsOf(folders, waiting), head };
}

function countsOf(folders: readonly Folder[], waiting: readonly Place[]): Record<string, FamilyCounts> {
  const families = [...new Set(folders.flatMap(({ family, ids }) => (ids.length > 0 ? [family] : [])))];
  const count = (family: string, state: Folder['state']): number =>
    countIn(
      folders.filter((one) => one.family === family),
      state,
    );
  return Object.fromEntries(
    families.map((family) => [
      family,
      {
        ...{ queued: count(family, 'queued'), active: count(family, 'active'), blocked: count(family, 'blocked') },
        ...{ done: count(family, 'done'), waiting: waiting.filter((one) => one.family === family).length },
      },
    ]),
  );
}
