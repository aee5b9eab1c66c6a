// What the files still say of a workspace. Only reads, but for texts: those that the store lacks are put back from the
// documents, because everything that runs asks the store.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { failureNamed } from '../../core/contracts/failure-lists.js';
import type { DocumentRef } from '../../core/contracts/documents.js';
import type { BlockedDiagnostics } from '../../core/contracts/mirror.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { jsonLines, jsonObject } from '../../core/json-lines.js';
import { BACKLOG } from '../../core/contracts/ids.js';
import { isLive } from '../../core/contracts/families.js';
import { documentFacts } from '../../core/documents/facts.js';
import { parseDocument } from '../../core/documents/parse.js';
import { type FoundItem, heldActivations, type Remains } from '../../core/engine/workspace/take-up.js';
import { turnsIn } from '../../core/engine/workspace/section-from.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { readIfThere } from '../read-if-there.js';
import { digestOf, readPlain } from '../plain.js';
import { listDocuments, type Spot, spotOf } from '../intake/folders.js';
import { sentences } from '../intake/examine.js';
import type { Refused } from '../mirror/quarantine.js';
import { soundSections } from './sound.js';
import { type Manifest, readManifest, type Shown } from '../mirror/manifest.js';
import { readApprovals } from '../mirror/approval.js';
import { readTargets } from '../mirror/target.js';
import { readMoney, readSpent } from '../mirror/usage.js';
import { type Sections, sectionsIn } from '../mirror/sections.js';
import { readOperators } from '../store/operators.js';
import { findText, putText } from '../store/texts.js';
import { MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';

export interface Found {
  remains: Remains;
  /** What the stages of held activations left so far: it comes with the end of the activation of its root. */
  emissions: FoundItem[];
  /** Paths of documents that cannot be read any more, and whose text is nowhere else. */
  lost: string[];
  /** Documents that an older build admitted, and this one would refuse. */
  refused: RefusedItem[];
}

/** `sha256`: of its text, which is stored. */
export interface RefusedItem extends Refused {
  id: string;
  sha256: string;
}

/** True when a workflow has ever shown anything here. */
export async function wasShown(dirs: Dirs): Promise<boolean> {
  const files = [runtimePaths.snapshot, runtimePaths.manifest];
  const texts = await Promise.all(files.map((file) => readIfThere(shownFile(dirs, file))));
  return texts.some((text) => text !== null);
}

export async function readRemains(dirs: Dirs, workspace: string): Promise<Found> {
  const sections = soundSections(sectionsIn(await readIfThere(shownFile(dirs, runtimePaths.snapshot))));
  const manifest = await readManifest(dirs);
  const remains = remainsOf(workspace, sections, await highest(dirs, manifest));
  const found: Found = { remains, emissions: [], lost: [], refused: [] };
  for (const [file, shown] of documentsOf(dirs, manifest)) {
    const spot = spotOf(file);
    if (spot === null) continue;
    const item = await foundItem(dirs, file, spot, shown);
    if (item === null) found.lost.push(file);
    else if ('path' in item) found.refused.push(item);
    else if (shown !== null && shown.order === null) found.emissions.push(asBrought(sections, item));
    else remains.items.push(item);
  }
  takeInUnheld(found);
  remains.items = onePlaceEach(remains.items);
  found.remains.targets = await readTargets(dirs);
  found.remains.approvals = await readApprovals(dirs);
  found.remains.spent = await readSpent(dirs);
  found.remains.learned = await readSpent(dirs, 'learning');
  const operators = readOperators(dirs.state);
  if (operators !== null) found.remains.operators = operators;
  const money = await readMoney(dirs);
  if (money !== null) found.remains.money = money;
  return found;
}

/** What nobody brings who goes on is taken in as it is. With all turns held, each document comes with one of them. */
export function takeInUnheld({ remains, emissions }: Pick<Found, 'remains' | 'emissions'>): void {
  const held = heldActivations(remains);
  if (held.length > 0 && held.length === turnsIn(remains.section).length) return;
  const roots = new Set(held.map(({ item }) => item.root));
  const brought = new Set(held.flatMap(({ emitted }) => emitted.map(({ family, id }) => `${family}/${id}`)));
  const all = emissions.splice(0);
  for (const one of all) {
    const { family, id, root } = one.ref;
    (roots.has(root) || brought.has(`${family}/${id}`) ? emissions : remains.items).push(one);
  }
}

/** Its file does not say how deep it lies, and that it may not run; the activation that brings it does. */
function asBrought({ activations }: Sections, item: FoundItem): FoundItem {
  const all = activations.flatMap(({ activation }) => activation.emitted);
  const brought = all.find(({ family, id }) => family === item.ref.family && id === item.ref.id);
  if (brought === undefined) return item;
  const { generation, stuck } = brought;
  return { ...item, generation, ...(stuck === null ? {} : { state: 'blocked', reason: stuck }) };
}

function remainsOf(workspace: string, sections: Sections, most: Remains['highest']): Remains {
  return {
    workspace,
    targets: [],
    approvals: [],
    items: [],
    section: sections.workspace,
    shown: sections.activations,
    highest: most,
  };
}

/** What the manifest knows, and what lies in other folders than the queues: an unknown file there is a drop. */
function documentsOf(dirs: Dirs, manifest: Manifest): Map<string, Shown | null> {
  const all = new Map<string, Shown | null>(manifest);
  for (const file of listDocuments(dirs, 'all')) {
    if (!all.has(file) && spotOf(file)?.state !== 'queued') all.set(file, null);
  }
  return all;
}

async function foundItem(
  dirs: Dirs,
  file: string,
  spot: Spot,
  shown: Shown | null,
): Promise<FoundItem | RefusedItem | null> {
  const text = await textOf(dirs, file, shown?.sha256 ?? null);
  if (text === null) return null;
  const ref = refOf(spot, text);
  if ('path' in ref) return { ...ref, path: file };
  const blocked = spot.state === 'blocked' ? await whyBlocked(dirs, spot) : { reason: null };
  const { generation = 0, order = null, replaces, replacedBy, story } = shown ?? {};
  const origin = {
    ...(replaces === undefined ? {} : { replaces }),
    ...(replacedBy === undefined ? {} : { replacedBy }),
    ...(story === undefined ? {} : { story }),
  };
  return { ref, state: spot.state, generation, ...blocked, order, ...origin };
}

/** The text that was admitted: from the store, else from the document, when it still is that text or nobody knows better. */
async function textOf(dirs: Dirs, file: string, sha256: string | null): Promise<string | null> {
  const stored = sha256 === null ? null : await findText(dirs.state, sha256);
  if (stored !== null) return stored;
  const found = readPlain(shownFile(dirs, file), MAX_DOCUMENT_BYTES);
  if (!found.ok || (sha256 !== null && digestOf(found.bytes) !== sha256)) return null;
  const text = Buffer.from(found.bytes).toString('utf8');
  await putText(dirs.state, text);
  return text;
}

/** What is over counts, whatever its text says: others may wait for it, and its id is taken. */
function refOf({ family, id, state }: Spot, text: string): DocumentRef | RefusedItem {
  const parsed = parseDocument(family, text, id);
  const sha256 = digestOf(Buffer.from(text));
  if (parsed.ok) return documentFacts(parsed.document, sha256, 'runtime');
  if (!isLive(state)) return { family, id, root: BACKLOG, createdAt: NEVER, dependsOn: [], sha256, source: 'runtime' };
  return { family, id, sha256, path: '', reason: sentences(parsed.problems) };
}

const NEVER = new Date(0).toISOString();

async function whyBlocked(dirs: Dirs, { family, id }: Spot): Promise<Pick<FoundItem, 'reason' | 'requeue'>> {
  const text = await readIfThere(shownFile(dirs, runtimePaths.blocked(family, id)));
  const said = (jsonObject(text ?? '') ?? {}) as Partial<BlockedDiagnostics>;
  const { reason, requeue, runId = '', node = '', outcome = '', failureClass } = said;
  const known = { reason: typeof reason === 'string' ? reason : 'why is not known any more' };
  if (typeof requeue?.at !== 'string' || typeof requeue.attempt !== 'number') return known;
  const why = { runId, node, outcome, failureClass: failureNamed(failureClass) };
  return { ...known, requeue: { count: requeue.attempt - 1, at: requeue.at, why } };
}

/** A crash between two steps of a move leaves two; the newer one counts. */
function onePlaceEach(items: FoundItem[]): FoundItem[] {
  const byItem = new Map<string, FoundItem>();
  for (const item of items) {
    const key = `${item.ref.family}/${item.ref.id}`;
    const other = byItem.get(key);
    if (other === undefined || (item.order?.[0] ?? -1) >= (other.order?.[0] ?? -1)) byItem.set(key, item);
  }
  return [...byItem.values()];
}

/** A turn that was ever given must never be given again: its runs and their results are on disk under its number. */
async function highest(dirs: Dirs, manifest: Manifest): Promise<Remains['highest']> {
  const events = jsonLines((await readIfThere(shownFile(dirs, runtimePaths.events))) ?? '');
  const turns = events
    .map(({ data }) => Number((data as { turn?: unknown } | undefined)?.turn))
    .filter(Number.isFinite);
  const runs = await readdir(path.join(dirs.workspace, RUNTIME_DIR, runtimePaths.runs)).catch(() => []);
  const seq = [...manifest.values()].reduce((most, { order }) => Math.max(most, order?.[0] ?? 0), 0);
  return { turn: turns.reduce((most, turn) => Math.max(most, turn), runs.length), seq };
}
