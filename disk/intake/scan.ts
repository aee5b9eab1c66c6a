// What people did in the queue folders: new files, changed ones, lost ones. Only looks; the caller decides.
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { DocumentRef, Problem } from '../../core/contracts/documents.js';
import type { MirrorEntry, Order } from '../../core/contracts/mirror.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { documentFacts } from '../../core/documents/facts.js';
import { REST_MS } from '../../core/documents/rest.js';
import type { Dirs } from '../dirs.js';
import { digestAt } from '../mirror/digest.js';
import { withMirror } from '../mirror/lock.js';
import { type Manifest, placesOf, readManifest } from '../mirror/manifest.js';
import { quarantine, type Refused } from '../mirror/quarantine.js';
import { examine, type Examined } from './examine.js';
import { listDocuments, queueFolders, type Spot, spotOf } from './folders.js';
import { misnamedAmong, misnamedIn } from './misnamed.js';

export interface Drop {
  /** Relative to `millrace-agents/`. */
  path: string;
  ref: DocumentRef;
  /** Not yet in the text store. */
  text: string;
  notes: Problem[];
}

/** A document of ours that a person touched. */
export interface Touched extends Spot {
  path: string;
  /** What the mirror shows. */
  sha256: string;
  order: Order | null;
}

export interface Scan {
  found: Drop[];
  refused: Refused[];
  /** `drop`: the new text when it is valid; else `reason` says what is wrong with it. */
  changed: (Touched & { drop: Drop | null; reason: string | null })[];
  missing: Touched[];
  /** Files that are being written, perhaps: to be looked at again. */
  unsettled: string[];
  /** True when something was left for the next scan: there were too many. */
  again: boolean;
  /** New files that were left for it, so that a flood is listed once. */
  rest: string[];
}

/**
 * `names`: new and lost files. `contents`: changed ones too, reads every document. `paths`: only these, everything of
 * them.
 */
export type Scope = 'names' | 'contents' | { paths: readonly string[] };

export interface ScanOptions {
  /** Largest number of new files in one answer. */
  limit?: number;
  /** A file to which anything happened more lately than this waits. */
  restMs?: number;
  /** New files to leave alone. */
  skip?: (path: string) => boolean;
}

/** Above it, in characters, an answer takes no further document: the command that admits them has a size. */
const MAX_TEXTS = 512 * 1024;

export async function scanDrops(
  dirs: Dirs,
  scope: Scope = 'names',
  { limit = 200, restMs = REST_MS, skip = () => false }: ScanOptions = {},
): Promise<Scan> {
  const scan: Scan = { found: [], refused: [], changed: [], missing: [], unsettled: [], again: false, rest: [] };
  // Names before manifest: what is ours was announced before it appeared, so that every name unknown now is a drop.
  const there = typeof scope === 'string' ? listDocuments(dirs, 'all') : scope.paths;
  const manifest = await readManifest(dirs);
  const unknown = unknownIn(there, manifest).filter((one) => !skip(one));
  for (const [at, file] of unknown.entries()) {
    if (isFull(scan, limit)) {
      scan.again = true;
      scan.rest = unknown.slice(at);
      break;
    }
    take(dirs, scan, file, restMs);
    // Each is read at once, and others wait for this thread.
    await setImmediate();
  }
  const isLookedAt = (folder: string): boolean => familyOf(folder) !== null && !skip(`${folder}/_`);
  refuseMisnamed(
    scan,
    typeof scope === 'string'
      ? misnamedIn(dirs, queueFolders(dirs).filter(isLookedAt), restMs)
      : misnamedAmong(
          dirs,
          scope.paths.filter((one) => isLookedAt(path.dirname(one))),
          restMs,
        ),
  );
  const doubtful = await touchedIn(dirs, manifest, scope, there);
  // Our own writer may be at work on them: they are looked at again while it is not.
  if (doubtful.length > 0) await withMirror(dirs, () => judge(dirs, scan, doubtful, restMs));
  return scan;
}

/** Refusals are in no command: a flood of them is met in few looks. */
const MOST_REFUSED = 5000;

function isFull({ found, refused }: Scan, limit: number): boolean {
  const size = found.reduce((sum, { text }) => sum + text.length, 0);
  return found.length >= limit || refused.length >= MOST_REFUSED || size > MAX_TEXTS;
}

/** Paths of the files in the queue folders that are not ours. */
export async function unknownFiles(dirs: Dirs): Promise<Set<string>> {
  const there = listDocuments(dirs, 'queued');
  return new Set(unknownIn(there, await readManifest(dirs)));
}

/** Moves a refused file into quarantine: its new path, or null when it is no longer there. Idempotent. */
export const quarantineFile = (dirs: Dirs, refused: Refused): Promise<string | null> =>
  withMirror(dirs, () => quarantine(dirs, refused));

/** The change that shows a touched document again as it was. */
export function restoring({ family, id, state, sha256, order }: Touched): MirrorEntry {
  return { kind: 'place', order: order ?? [0, 0], family, id, state, sha256 };
}

const unknownIn = (there: readonly string[], manifest: Manifest): string[] =>
  there.filter((path) => spotOf(path)?.state === 'queued' && !manifest.has(path));

/** The family that is dropped in this folder; null for any other folder. */
const familyOf = (folder: string): string | null => {
  const spot = spotOf(`${folder}/_.md`);
  return spot?.state === 'queued' ? spot.family : null;
};

function refuseMisnamed(scan: Scan, { files, unsettled }: ReturnType<typeof misnamedIn>): void {
  scan.unsettled.push(...unsettled);
  for (const { file, reason } of files) {
    if (scan.refused.length >= MOST_REFUSED) return void (scan.again = true);
    scan.refused.push({ family: familyOf(path.dirname(file)) ?? '', path: file, reason });
  }
}

function take(dirs: Dirs, scan: Scan, path: string, restMs: number): void {
  const spot = spotOf(path);
  if (spot === null) return;
  const seen = examine(dirs, spot.family, path, restMs);
  if (seen.kind === 'unsettled') scan.unsettled.push(path);
  if (seen.kind === 'refused') scan.refused.push({ family: spot.family, path, reason: seen.reason });
  if (seen.kind === 'document') scan.found.push(dropOf(path, seen));
}

export function dropOf(path: string, { document, text, notes }: Extract<Examined, { kind: 'document' }>): Drop {
  return { path, ref: documentFacts(document, sha256Hex(text), 'drop'), text, notes };
}

async function touchedIn(dirs: Dirs, manifest: Manifest, scope: Scope, there: readonly string[]): Promise<string[]> {
  const names = new Set(there);
  const lost = scope === 'names' || scope === 'contents' ? [...manifest.keys()].filter((path) => !names.has(path)) : [];
  if (scope === 'names') return lost;
  const doubtful = [...lost];
  for (const path of there) {
    const shown = manifest.get(path);
    if (shown === undefined) continue;
    if (digestAt(dirs, path) !== shown.sha256) doubtful.push(path);
    // Thousands of documents are read here, and others wait for this thread.
    await setImmediate();
  }
  return doubtful;
}

async function judge(dirs: Dirs, scan: Scan, doubtful: readonly string[], restMs: number): Promise<void> {
  const manifest = await readManifest(dirs);
  for (const path of doubtful) {
    const spot = spotOf(path);
    const shown = manifest.get(path);
    if (spot === null || shown === undefined) continue;
    const found = digestAt(dirs, path);
    if (found === shown.sha256) continue;
    const touched = { ...spot, path, ...shown };
    if (found !== null) addChanged(dirs, scan, touched, restMs);
    else if (!isElsewhere(dirs, manifest, touched)) scan.missing.push(touched);
  }
}

function addChanged(dirs: Dirs, scan: Scan, touched: Touched, restMs: number): void {
  const seen = examine(dirs, touched.family, touched.path, restMs);
  if (seen.kind === 'unsettled') scan.unsettled.push(touched.path);
  if (seen.kind === 'refused') scan.changed.push({ ...touched, drop: null, reason: seen.reason });
  if (seen.kind === 'document') scan.changed.push({ ...touched, drop: dropOf(touched.path, seen), reason: null });
}

/** After a crash between two steps of a move the manifest names two places; one of them suffices. */
function isElsewhere(dirs: Dirs, manifest: Manifest, { family, id, path }: Touched): boolean {
  const others = placesOf(manifest, family, id).filter((place) => place.shown !== null && place.path !== path);
  return others.some((place) => digestAt(dirs, place.path) !== null);
}
