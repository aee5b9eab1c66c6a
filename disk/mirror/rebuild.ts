// Writes the files anew from the states. What has newer changes or richer diagnostics is kept; a text that is nowhere any
// more holds up nothing else.
import { MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { digestOf, readPlain } from '../plain.js';
import { findText, putText } from '../store/texts.js';
import { applyBatch } from './apply.js';
import type { Difference } from './difference.js';
import { NOTHING } from './difference.js';
import { placesOf, readManifest } from './manifest.js';
import type { PlaceEntry } from './place.js';
import { forgottenPlaces } from './verify.js';
import { hasDiagnostics } from './verify-blocked.js';

export interface Rebuilding {
  /** Documents whose text is nowhere. */
  lost: Difference[];
  /** What else could not be written, in sentences; null when all was. */
  problem: string | null;
}

/** `entries`: of `showAll`. */
export async function rebuildMirror(dirs: Dirs, entries: readonly MirrorEntry[]): Promise<Rebuilding> {
  const all = [...entries, ...forgottenPlaces(await readManifest(dirs), entries)];
  const wanted: MirrorEntry[] = [];
  const lost: Difference[] = [];
  for (const entry of all) {
    if (entry.kind === 'place' && !(await findAnywhere(dirs, entry))) lost.push(lostText(entry));
    else if (entry.kind !== 'blocked' || !hasDiagnostics(dirs, entry)) wanted.push(entry);
  }
  const written = applyBatch(dirs, { writer: 'mirror rebuild', entries: wanted });
  const problem = await written.then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { lost, problem };
}

/** Whether the text is stored, or stands in any folder of its family under its id; then it is stored again. */
async function findAnywhere(dirs: Dirs, entry: PlaceEntry): Promise<boolean> {
  if ((await findText(dirs.state, entry.sha256)) !== null) return true;
  for (const { path } of placesOf(new Map(), entry.family, entry.id)) {
    const found = readPlain(shownFile(dirs, path), MAX_DOCUMENT_BYTES);
    if (!found.ok || digestOf(found.bytes) !== entry.sha256) continue;
    await putText(dirs.state, Buffer.from(found.bytes).toString('utf8'));
    return true;
  }
  return false;
}

function lostText({ family, id, state, sha256 }: PlaceEntry): Difference {
  const path = runtimePaths.document(family, state, id);
  const remedy =
    `The text of ${family}/${id} (sha256 ${sha256}) is nowhere any more. Put that very document back as ` +
    `millrace-agents/${path}, from a backup or from whoever wrote it, and rebuild again.`;
  return { path, expected: `${family}/${id}, which is ${state}`, found: NOTHING, remedy };
}
