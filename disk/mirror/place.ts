// An item's document is in the folder of its state and in no other. What a person wrote there is never lost silently.
import { setImmediate } from 'node:timers/promises';
import { type DocumentHead, documentHead } from '../../core/documents/head.js';
import { kinOf } from '../../core/documents/kin.js';
import { MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { removeFile } from '../files.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { writeAtomic } from '../write.js';
import { readPlain } from '../plain.js';
import { putText } from '../store/texts.js';
import { findDocumentText, getDocumentText } from './document-text.js';
import { digestAt } from './digest.js';
import { appendEvents } from './events.js';
import type { Glance } from './glance.js';
import {
  appendManifest,
  compareOrders,
  type Manifest,
  type ManifestLine,
  type ManifestPlace,
  placesOf,
  type Shown,
} from './manifest.js';
import { isSameOrigin, originIn } from './origin.js';
import { quarantine } from './quarantine.js';

export type PlaceEntry = Extract<MirrorEntry, { kind: 'place' }>;

/** How places are filled and cleared. */
interface Placing {
  dirs: Dirs;
  mayStand: Glance;
  onFailure: (error: unknown) => void;
}

/** Applies places, older ones dropped; gives those that were applied. Hold the mirror while it runs. Idempotent. */
export async function placeAll(
  placing: Placing,
  manifest: Manifest,
  entries: readonly PlaceEntry[],
): Promise<PlaceEntry[]> {
  const { dirs, onFailure } = placing;
  const current = newest(entries).filter((entry) => !isOld(manifest, entry));
  const before = new Map(current.map((entry) => [entry, placesOf(manifest, entry.family, entry.id)]));
  // A new path is announced before its file appears, so that it is never taken for a drop.
  const lines = await linesOf(dirs, before, entries);
  await appendManifest(
    dirs,
    [...before].flatMap(([entry, places]) => announcement(entry, places, lines)),
  );
  const after: ManifestLine[] = [];
  for (const [entry, places] of before) {
    await placeOne(placing, entry, places, lines).then((changes) => after.push(...changes), onFailure);
    // Each is written at once, and others wait for this thread.
    await setImmediate();
  }
  await appendManifest(dirs, after);
  return current;
}

function newest(entries: readonly PlaceEntry[]): PlaceEntry[] {
  const byItem = new Map<string, PlaceEntry>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (compareOrders(entry.order, byItem.get(key)?.order ?? null) >= 0) byItem.set(key, entry);
  }
  return [...byItem.values()];
}

const keyOf = ({ family, id }: PlaceEntry): string => `${family}/${id}`;

const isOld = (manifest: Manifest, entry: PlaceEntry): boolean =>
  placesOf(manifest, entry.family, entry.id).some(({ shown }) => compareOrders(entry.order, shown?.order ?? null) < 0);

/** What the manifest will say of each of them. */
type Lines = ReadonlyMap<PlaceEntry, Shown>;

async function linesOf(
  dirs: Dirs,
  before: ReadonlyMap<PlaceEntry, ManifestPlace[]>,
  entries: readonly PlaceEntry[],
): Promise<Lines> {
  const told = new Map<string, PlaceEntry[]>();
  for (const entry of entries) told.set(keyOf(entry), [...(told.get(keyOf(entry)) ?? []), entry]);
  const lines = new Map<PlaceEntry, Shown>();
  for (const [entry, places] of before) {
    const shown = places.flatMap((place) => place.shown ?? []);
    const origin = originIn([...shown, ...(told.get(keyOf(entry)) ?? [])]);
    lines.set(entry, { sha256: entry.sha256, order: entry.order, ...origin, ...(await headOf(dirs, entry)) });
  }
  return lines;
}

/** Of one that is queued. A text that cannot be had is told when its file is written. */
async function headOf(dirs: Dirs, entry: PlaceEntry): Promise<{ head?: DocumentHead; root?: string }> {
  if (entry.state !== 'queued') return {};
  const text = await findDocumentText(dirs, entry).catch(() => null);
  const { family, id } = entry;
  return text === null ? {} : { head: documentHead(family, text), root: kinOf(family, id, text).root };
}

function announcement(entry: PlaceEntry, places: readonly ManifestPlace[], lines: Lines): ManifestLine[] {
  const target = places.find((place) => place.state === entry.state);
  const line = lines.get(entry);
  return target?.shown === null && line !== undefined ? [{ path: target.path, ...line }] : [];
}

async function placeOne(
  { dirs, mayStand }: Placing,
  entry: PlaceEntry,
  places: readonly ManifestPlace[],
  lines: Lines,
): Promise<ManifestLine[]> {
  const line = lines.get(entry);
  const changes: ManifestLine[] = [];
  // The new place first: at every moment the document is somewhere.
  for (const place of places.filter((one) => one.state === entry.state)) {
    await fillPlace(dirs, entry, place);
    if (line !== undefined && place.shown !== null && !isSame(line, place.shown))
      changes.push({ path: place.path, ...line });
  }
  for (const place of places.filter((one) => one.state !== entry.state)) {
    if (mayStand(place.path)) await clearPlace(dirs, entry, place);
    if (place.shown !== null) changes.push({ path: place.path, gone: true });
  }
  return changes;
}

const isSame = (line: Shown, shown: Shown): boolean =>
  line.sha256 === shown.sha256 && compareOrders(line.order, shown.order) === 0 && isSameOrigin(line, shown);

async function fillPlace(dirs: Dirs, entry: PlaceEntry, place: ManifestPlace): Promise<void> {
  const found = digestAt(dirs, place.path);
  if (found === entry.sha256) return;
  const foreign = found !== null && found !== place.shown?.sha256;
  // A queued document that a person has just changed is a new revision: the scan will bring it.
  if (foreign && entry.state === 'queued') return;
  const text = await getDocumentText(dirs, entry);
  if (foreign) await keepForeign(dirs, entry, place.path);
  await writeAtomic(shownFile(dirs, place.path), text);
}

async function clearPlace(dirs: Dirs, entry: PlaceEntry, place: ManifestPlace): Promise<void> {
  const found = digestAt(dirs, place.path);
  if (found === null) return;
  const ours = found === entry.sha256 || found === place.shown?.sha256;
  // Other text in the queue folder is a drop from now on: the scan admits or refuses it, with a reason.
  if (!ours && place.state === 'queued') return;
  if (!ours) await keepForeign(dirs, entry, place.path);
  removeFile(shownFile(dirs, place.path));
}

/**
 * What somebody put where the runtime restores its own: text goes to the store and is noted, anything else into
 * quarantine.
 */
async function keepForeign(dirs: Dirs, entry: PlaceEntry, path: string): Promise<void> {
  const found = readPlain(shownFile(dirs, path), MAX_DOCUMENT_BYTES);
  if (!found.ok) {
    await quarantine(dirs, { family: entry.family, path, reason: `it stood in the place of ${path}: ${found.reason}` });
    return;
  }
  const kept = await putText(dirs.state, Buffer.from(found.bytes).toString('utf8'));
  const data = { work_item: `${entry.family}/${entry.id}`, path, kept_text: kept, restored_text: entry.sha256 };
  const key = `restored:${path}:${kept}:${entry.order.join('.')}`;
  await appendEvents(dirs, [{ key, type: 'mirror_restored', at: new Date().toISOString(), data }]);
}
