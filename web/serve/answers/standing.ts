// Which items stand where in the picture now: what is at work first, then what comes next.
import { own } from '../../../core/own.js';
import type { Plan } from '../../../core/contracts/plan.js';
import { countIn, type Folder, listFolders, placeOf } from '../../../read/folders.js';
import { headsInFiles, type HeadsOf, readHeads } from '../../../read/heads.js';
import { readLine } from '../../../read/line.js';
import { readSnapshot, type SnapshotView } from '../../../read/snapshot.js';
import type { Flow } from '../../contract.js';

const MOST = 200;

export function itemsStanding(dir: string, plan: Plan | null): Flow['items'] {
  const folders = listFolders(dir);
  const snapshot = readSnapshot(dir);
  const heads = countIn(folders, 'queued') > MOST ? headsInFiles(dir) : readHeads(dir);
  const planeOf = (family: string): string => planeIn(plan, family);
  const active = activeItems(folders, { snapshot, heads, planeOf });
  const line = readLine(folders, snapshot);
  const next = line.isLong ? line.named : line.inOrder(heads);
  const queued = next.map(({ family, id, path }) => ({
    ...{ item: `${family}/${id}`, title: heads({ family, path }).title, plane: planeOf(family) },
    ...{ node: null, state: 'queued', since: null },
  }));
  return [...active, ...queued].slice(0, MOST);
}

interface Known {
  snapshot: SnapshotView | null;
  heads: HeadsOf;
  planeOf(family: string): string;
}

function activeItems(folders: readonly Folder[], { snapshot, heads, planeOf }: Known): Flow['items'] {
  const runs = snapshot?.runs ?? [];
  return folders
    .filter(({ state }) => state === 'active')
    .flatMap(({ family, ids }) =>
      ids.map((id) => {
        const run = runs.find((one) => one.family === family && one.id === id);
        return {
          ...{ item: `${family}/${id}`, title: heads(placeOf(family, 'active', id)).title },
          ...{ plane: run?.plane ?? planeOf(family), node: run?.node ?? null },
          ...{ state: run?.state ?? 'active', since: run?.since ?? null },
        };
      }),
    );
}

/** Where an item of the family enters; of a family that the plan has no way for nobody knows it. */
const planeIn = (plan: Plan | null, family: string): string =>
  Object.entries(plan?.planes ?? {}).find(([, { entries }]) => own(entries, family) !== undefined)?.[0] ?? '';
