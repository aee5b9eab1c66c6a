// Applies what workflows ask to be shown. A repeat changes nothing; what is older than what is shown is dropped.
import path from 'node:path';
import type { Decision } from '../../core/contracts/audit.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { type ItemState, PLANES } from '../../core/contracts/families.js';
import { isFamilyId, isSafeId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import type { MirrorBatch, MirrorEntry } from '../../core/contracts/mirror.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { appendDecisions } from '../audit/append.js';
import { removeFile } from '../files.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { readIfThere } from '../read-if-there.js';
import { writeAtomic } from '../write.js';
import { keepOperators } from '../store/operators.js';
import { putText } from '../store/texts.js';
import { showApproval } from './approval.js';
import { appendEvents, movedEvents } from './events.js';
import { appendInterventions } from './interventions.js';
import { withMirror } from './lock.js';
import { compactManifest, type Manifest, placesOf, readManifest } from './manifest.js';
import { glance, type Glance } from './glance.js';
import { type PlaceEntry, placeAll } from './place.js';
import { quarantineEntry } from './quarantine.js';
import { showTarget } from './target.js';
import { appendLedger, showGovernance } from './usage.js';
import { sectionsIn, shownMarkers, takeOver } from './sections.js';
import { markerLine, snapshotText } from './snapshot.js';

type Kind<K extends MirrorEntry['kind']> = Extract<MirrorEntry, { kind: K }>;

/** Tries after which what can never be shown keeps nothing else waiting. */
const TRIES = 5;

/**
 * Shows a batch. One entry that cannot be shown (a text that is lost, a folder that is a link) does not keep back the
 * others: they are applied, then this throws, with one sentence per entry. From the sixth `attempt` on it says so in the event
 * log instead, unless the system refused (a full disk passes): a workspace that somebody sent a document without a text goes on.
 */
export async function applyBatch(dirs: Dirs, batch: MirrorBatch, attempt = 1): Promise<void> {
  const failures: unknown[] = [];
  const onFailure = (error: unknown): void => void failures.push(error);
  // What was decided is on record before anything of it is shown, or nothing is.
  await appendDecisions(dirs.state, decisionsIn(dirs, batch));
  await withMirror(dirs, () => applyAll(dirs, batch.entries, onFailure));
  if (failures.length === 0) return;
  const reason = failures.map((error) => (error instanceof Error ? error.message : String(error))).join(' ');
  if (attempt <= TRIES || failures.some(isOfSystem)) {
    throw new Error(`Not everything of ${batch.writer} could be shown. ${reason}`);
  }
  const key = `not-shown:${batch.writer}:${sha256Hex(reason)}`;
  const data = { writer: batch.writer, reason };
  await withMirror(dirs, () =>
    appendEvents(dirs, [{ key, type: 'mirror_gave_up', at: new Date().toISOString(), data }]),
  );
}

/** A lineage decides nothing, whatever it was sent to show. */
function decisionsIn({ state }: Dirs, { writer, entries }: MirrorBatch): Decision[] {
  if (writer !== workspaceWorkflowId(path.basename(state))) return [];
  return entries.flatMap((entry) => (entry.kind === 'decision' ? [entry.value] : []));
}

const isOfSystem = (error: unknown): boolean => typeof (error as NodeJS.ErrnoException | null)?.code === 'string';

async function applyAll(
  dirs: Dirs,
  entries: readonly MirrorEntry[],
  onFailure: (error: unknown) => void,
): Promise<void> {
  const safe = entries.filter((entry) => isShowable(entry, onFailure));
  const all = <K extends MirrorEntry['kind']>(kind: K) => safe.filter((one): one is Kind<K> => one.kind === kind);
  const each = async <T>(items: T[], work: (item: T) => Promise<void>): Promise<void> => {
    for (const item of items) await work(item).catch(onFailure);
  };
  await each(all('text'), (entry) => storeText(dirs, entry));
  const mayStand = glance(dirs, all('place').length);
  const placed = await placeAll({ dirs, mayStand, onFailure }, await readManifest(dirs), all('place'));
  await each(placed, (entry) => forgetBlocked(dirs, entry, mayStand));
  await each(all('target'), (entry) => showTarget(dirs, entry));
  await each(all('approval'), (entry) => showApproval(dirs, entry));
  const manifest = await readManifest(dirs);
  await each(
    all('blocked').filter((entry) => !hasLeft(manifest, entry)),
    (entry) => writeBlocked(dirs, entry),
  );
  await each(all('quarantine'), (entry) => quarantineEntry(dirs, entry));
  await appendInterventions(dirs, all('intervention')).catch(onFailure);
  await appendEvents(dirs, [...all('event'), ...movedEvents(dirs)]).catch(onFailure);
  await appendLedger(dirs, all('usage')).catch(onFailure);
  await compactManifest(dirs);
  // The snapshot goes last: who sees a new one finds the files that belong to it.
  await showSections(dirs, [...all('workspace'), ...all('run'), ...all('marker')]);
}

function isShowable(entry: MirrorEntry, onFailure: (error: unknown) => void): boolean {
  if (entry.kind === 'target') return isSafeId(entry.value.root);
  if (entry.kind === 'approval') return isSafeId(entry.value.id);
  if (!('family' in entry)) return true;
  const fine = isFamilyId(entry.family) && isSafeId(entry.id);
  if (!fine)
    onFailure(
      new Error(`${entry.kind} of ${entry.family}/${entry.id}: not a family's id, or the item's is not a safe one.`),
    );
  return fine;
}

async function storeText(dirs: Dirs, entry: Kind<'text'>): Promise<void> {
  const stored = await putText(dirs.state, entry.text);
  if (stored !== entry.sha256) throw new Error(`A text came under the digest ${entry.sha256}, but has ${stored}.`);
}

async function writeBlocked(dirs: Dirs, entry: Kind<'blocked'>): Promise<void> {
  const file = shownFile(dirs, runtimePaths.blocked(entry.family, entry.id));
  const before = entry.amends ? jsonObject((await readIfThere(file)) ?? '') : null;
  const value = { ...entry.value, ...(before === null ? {} : failureIn(before)) };
  await writeAtomic(file, `${JSON.stringify({ family: entry.family, id: entry.id, ...value }, null, 1)}\n`);
}

/** What an amended file goes on saying. */
const failureIn = ({ runId, node, outcome, failureClass, at }: Record<string, unknown>): Record<string, unknown> => ({
  ...{ runId, node, outcome, failureClass, at },
});

/** Diagnostics come while the item is still active, and hold until it leaves `blocked`. */
async function forgetBlocked(dirs: Dirs, entry: PlaceEntry, mayStand: Glance): Promise<void> {
  const file = runtimePaths.blocked(entry.family, entry.id);
  if (!mayBeTold(entry.state) && mayStand(file)) removeFile(shownFile(dirs, file));
}

const mayBeTold = (state: ItemState): boolean => state === 'blocked' || state === 'active';

/** It is somewhere else by now: a later change of the same batch took it out of `blocked`. */
const hasLeft = (manifest: Manifest, { family, id }: Kind<'blocked'>): boolean =>
  placesOf(manifest, family, id).some(({ state, shown }) => shown !== null && !mayBeTold(state));

async function showSections(dirs: Dirs, entries: Kind<'workspace' | 'run' | 'marker'>[]): Promise<void> {
  const file = shownFile(dirs, runtimePaths.snapshot);
  const sections = sectionsIn(await readIfThere(file));
  const before = shownMarkers(sections);
  const taken = entries.filter((entry) => takeOver(sections, entry));
  const after = shownMarkers(sections);
  const said = new Set(taken.flatMap((entry) => (entry.kind === 'marker' ? [entry.plane] : [])));
  for (const plane of PLANES.filter((one) => said.has(one) || after[one] !== before[one]))
    await writeAtomic(shownFile(dirs, runtimePaths.statusFile(plane)), `${markerLine(after[plane])}\n`);
  const section = taken.findLast((entry) => entry.kind === 'workspace');
  if (section !== undefined) await showGovernance(dirs, section.value);
  if (section?.value.operators !== undefined) await keepOperators(dirs.state, section.value.operators);
  if (taken.length > 0) await writeAtomic(file, snapshotText(sections));
}
