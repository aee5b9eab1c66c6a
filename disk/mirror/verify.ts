// Whether the files show what the states say: looks, and changes nothing. Work that goes on moves both, so one look alone
// proves nothing but equality.
import type { ItemState } from '../../core/contracts/families.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';
import { listDocuments, spotOf } from '../intake/folders.js';
import { type Difference, NOTHING } from './difference.js';
import { digestAt } from './digest.js';
import { type Manifest, type ManifestPlace, placesOf, readManifest } from './manifest.js';
import { isSameOrigin, originOf } from './origin.js';
import type { PlaceEntry } from './place.js';
import { approvalDifferences } from './verify-approvals.js';
import { diagnosticsDifferences } from './verify-blocked.js';
import { sectionDifferences } from './verify-sections.js';

interface Look {
  dirs: Dirs;
  manifest: Manifest;
  /** Paths of all documents. */
  there: ReadonlySet<string>;
}

/** `entries`: of `showAll`. The workspace's own folders and files; run folders and logs are not looked at. */
export async function verifyMirror(dirs: Dirs, entries: readonly MirrorEntry[]): Promise<Difference[]> {
  const manifest = await readManifest(dirs);
  // Nothing is awaited from here on: a writer in this process cannot come between.
  const look: Look = { dirs, manifest, there: new Set(listDocuments(dirs, 'all')) };
  const places = [...placesIn(entries), ...forgottenPlaces(manifest, entries)];
  return [
    ...places.flatMap((entry) => placeDifferences(look, entry)),
    ...strangers(look, places),
    ...manifestDifferences(manifest, places),
    ...originDifferences(manifest, placesIn(entries)),
    ...diagnosticsDifferences(dirs, places, entries),
    ...approvalDifferences(dirs, entries),
    ...sectionDifferences(dirs, entries),
  ];
}

const placesIn = (entries: readonly MirrorEntry[]): PlaceEntry[] =>
  entries.filter((entry): entry is PlaceEntry => entry.kind === 'place');

const keysOf = (places: readonly PlaceEntry[]): Set<string> =>
  new Set(places.map(({ family, id }) => `${family}/${id}`));

/** Work that ended so long ago that no workflow remembers it: for that the manifest is the memory. */
export function forgottenPlaces(manifest: Manifest, entries: readonly MirrorEntry[]): PlaceEntry[] {
  const known = keysOf(placesIn(entries));
  return [...manifest].flatMap(([path, { sha256, order }]) => {
    const spot = spotOf(path);
    if (spot === null || order === null || isLive(spot.state) || known.has(`${spot.family}/${spot.id}`)) return [];
    return [{ kind: 'place' as const, order, ...spot, sha256 }];
  });
}

const isLive = (state: ItemState): boolean => state === 'queued' || state === 'active' || state === 'blocked';

const nameOf = ({ family, id, state }: PlaceEntry): string => `${family}/${id}, which is ${state}`;

function placeDifferences(look: Look, entry: PlaceEntry): Difference[] {
  return placesOf(look.manifest, entry.family, entry.id).flatMap((place) => {
    const found = look.there.has(place.path) ? digestAt(look.dirs, place.path) : null;
    return place.state === entry.state ? inItsPlace(entry, place, found) : elsewhere(entry, place, found);
  });
}

function inItsPlace(entry: PlaceEntry, { path }: ManifestPlace, found: string | null): Difference[] {
  if (found === entry.sha256) return [];
  const difference = { path, expected: nameOf(entry), found: found === null ? NOTHING : whatIs(found, entry) };
  if (found === null || entry.state !== 'queued') return [difference];
  return [{ ...difference, remedy: 'It is left alone: the next worker takes it in as a new revision, or refuses it.' }];
}

function elsewhere(entry: PlaceEntry, place: ManifestPlace, found: string | null): Difference[] {
  if (found === null) return [];
  const isOurs = found === entry.sha256 || found === place.shown?.sha256;
  // Any other text in the queue folder is a drop: the next worker admits or refuses it.
  if (!isOurs && place.state === 'queued') return [];
  return [{ path: place.path, expected: `${NOTHING}: ${nameOf(entry)}`, found: whatIs(found, entry) }];
}

function whatIs(found: string, { family, id, sha256 }: PlaceEntry): string {
  if (found === sha256) return `the document of ${family}/${id}`;
  return /^[0-9a-f]{64}$/.test(found) ? `another text (sha256 ${found.slice(0, 12)})` : found;
}

/** Documents in the folders of live work that belong to nothing that lives. A drop in a queue folder is none of them. */
function strangers({ there, manifest }: Look, places: readonly PlaceEntry[]): Difference[] {
  const known = keysOf(places);
  const remedy = 'Move it away; to have the work done, put it into the queue folder of its family.';
  return [...there].flatMap((path) => {
    const spot = spotOf(path);
    if (spot === null || !isLive(spot.state) || known.has(`${spot.family}/${spot.id}`)) return [];
    if (spot.state === 'queued' && (manifest.get(path)?.order ?? null) === null) return [];
    const expected = `${NOTHING}: the workspace has no ${spot.family}/${spot.id}`;
    return [{ path, expected, found: 'a document', remedy }];
  });
}

/** A line per document that is missing, wrong or too much; one for all of them when there is no manifest. */
function manifestDifferences(manifest: Manifest, places: readonly PlaceEntry[]): Difference[] {
  const path = runtimePaths.manifest;
  if (manifest.size === 0 && places.length > 0)
    return [{ path, expected: `${places.length} documents`, found: NOTHING }];
  return places.flatMap((entry) =>
    placesOf(manifest, entry.family, entry.id).flatMap((place) => {
      const here = place.state === entry.state;
      if ((place.shown?.sha256 ?? null) === (here ? entry.sha256 : null)) return [];
      const expected = here ? `a line of ${place.path}` : `no line of ${place.path}: ${nameOf(entry)}`;
      return [{ path, expected, found: place.shown === null ? NOTHING : `sha256 ${place.shown.sha256.slice(0, 12)}` }];
    }),
  );
}

/** Nothing else in the files says where an item comes from. Of what is over the states know less than the manifest. */
function originDifferences(manifest: Manifest, places: readonly PlaceEntry[]): Difference[] {
  return places.flatMap((entry) => {
    const shown = isLive(entry.state) ? manifest.get(pathOf(entry)) : undefined;
    if (shown === undefined || isSameOrigin(entry, shown)) return [];
    const expected = `${nameOf(entry)}, with ${JSON.stringify(originOf(entry))}`;
    return [{ path: runtimePaths.manifest, expected, found: JSON.stringify(originOf(shown)) }];
  });
}

const pathOf = ({ family, state, id }: PlaceEntry): string => runtimePaths.document(family, state, id);
