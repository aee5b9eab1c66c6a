// After a stage's result is recorded: its files become ours, or go into quarantine.
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { moveFile, removeFile } from '../../disk/files.js';
import type { DocumentRef } from '../../core/contracts/documents.js';
import type { Dirs } from '../../disk/dirs.js';
import { PRIVATE_FILE, shownFile } from '../../disk/folder.js';
import { createOnly, writeAtomic } from '../../disk/write.js';
import { digestAt } from '../../disk/mirror/digest.js';
import { withMirror } from '../../disk/mirror/lock.js';
import { appendManifest, readManifest } from '../../disk/mirror/manifest.js';
import { archiveInvalid } from '../../disk/mirror/archive.js';
import { leftInQuarantine, quarantine, quarantineKept, type Refused } from '../../disk/mirror/quarantine.js';
import { getText } from '../../disk/store/texts.js';
import { type Emissions, refusedFolder } from './emissions.js';
import { spotOf } from '../../disk/intake/folders.js';

/** Carries out what `collectEmissions` found. Idempotent: a repeat after a crash finishes it. Most stages leave nothing, and keep nobody waiting. */
export async function settleEmissions(dirs: Dirs, emissions: Emissions, runId: string): Promise<void> {
  if (isNothing(emissions)) return;
  await withMirror(dirs, async () => {
    for (const taken of emissions.taken) {
      await (spotOf(taken.path) === null ? emptyOutbox(dirs, taken) : adopt(dirs, taken));
    }
    for (const refused of emissions.refused) await setAside(dirs, refused);
    for (const file of emissions.rest?.found ?? []) moveAway(dirs, file, runId);
    for (const { id, record } of emissions.candidates ?? [])
      await createOnly(path.join(dirs.state, statePaths.candidate(id)), record, { mode: PRIVATE_FILE });
    const filed = (emissions.filed ?? []).filter(({ unless = [] }) =>
      unless.every((one) => digestAt(dirs, one) === null),
    );
    for (const { path, stored } of filed) await createOnly(shownFile(dirs, path), await getText(dirs.state, stored));
  });
  for (const document of emissions.documents) await archiveMadeGood(dirs, document, runId);
}

const isNothing = ({ documents, taken, refused, rest, candidates = [], filed = [] }: Emissions): boolean =>
  rest === undefined && [documents, taken, refused, candidates, filed].every((one) => one.length === 0);

/** What an earlier stage left under this id and could not be taken needs nobody any more. */
async function archiveMadeGood(dirs: Dirs, { family, id }: DocumentRef, runId: string): Promise<void> {
  const reason = `${family} ${id} was left again in ${runId}, and was taken.`;
  const by = { action: 'archive_invalid_artifact', issuer: 'runtime', reason };
  for (const file of leftInQuarantine(dirs, family, `${id}.md`))
    await archiveInvalid(dirs, { family, path: file, ...by });
}

type Taken = Emissions['taken'][number];

async function setAside(dirs: Dirs, refused: Refused): Promise<void> {
  if (refused.kept === undefined) return void (await quarantine(dirs, refused));
  await quarantineKept(dirs, refused);
  await emptyOutbox(dirs, { path: refused.path, found: refused.kept.sha256 });
}

/** One of a flood: kept with its run, without a line of its own. */
function moveAway(dirs: Dirs, file: string, runId: string): void {
  const folder = path.join(refusedFolder(runId), spotOf(file)?.family ?? '');
  moveFile(shownFile(dirs, file), shownFile(dirs, path.join(folder, path.basename(file))));
}

/** Of a stage that an older build began; what lay on a desk is gone with it. */
async function emptyOutbox(dirs: Dirs, { path, found }: Pick<Taken, 'path' | 'found'>): Promise<void> {
  if (digestAt(dirs, path) === found) removeFile(shownFile(dirs, path));
}

/** The file in the queue folder is ours from now on, with the text that was stored for it. */
async function adopt(dirs: Dirs, { path, found, stored }: Taken): Promise<void> {
  const shown = (await readManifest(dirs)).get(path);
  const here = digestAt(dirs, path);
  const isDone = shown !== undefined && (shown.order !== null || shown.sha256 === stored);
  if (isDone || (here !== found && here !== stored)) return;
  if (shown === undefined) await appendManifest(dirs, [{ path, sha256: found, order: null }]);
  if (here !== stored) await writeAtomic(shownFile(dirs, path), await getText(dirs.state, stored));
  if (found !== stored) await appendManifest(dirs, [{ path, sha256: stored, order: null }]);
}
