// Writes the files anew from the states. What has newer changes or richer diagnostics is kept; a text that is nowhere any
// more holds up nothing else.
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';
import { applyBatch } from './apply.js';
import type { Difference } from './difference.js';
import { NOTHING } from './difference.js';
import { findDocumentText } from './document-text.js';
import { readManifest } from './manifest.js';
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
    if (entry.kind === 'place' && (await findDocumentText(dirs, entry)) === null) lost.push(lostText(entry));
    else if (entry.kind !== 'blocked' || !hasDiagnostics(dirs, entry)) wanted.push(entry);
  }
  const written = applyBatch(dirs, { writer: 'mirror rebuild', entries: wanted });
  const problem = await written.then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { lost, problem };
}

function lostText({ family, id, state, sha256 }: PlaceEntry): Difference {
  const path = runtimePaths.document(family, state, id);
  const remedy =
    `The text of ${family}/${id} (sha256 ${sha256}) is nowhere any more. Put that very document back as ` +
    `millrace-agents/${path}, from a backup or from whoever wrote it, and rebuild again.`;
  return { path, expected: `${family}/${id}, which is ${state}`, found: NOTHING, remedy };
}
