// What a stage leaves behind: documents in its outbox, and new files in the queue folders. Collected first, settled
// later.
import path from 'node:path';
import { sha256Hex } from '../../core/contracts/digest.js';
import type { DocumentRef } from '../../core/contracts/documents.js';
import { isSafeId } from '../../core/contracts/ids.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';
import { documentFacts } from '../../core/documents/facts.js';
import { type Dirs, shownFile } from '../dirs.js';
import { insideOf } from '../../disk/inside.js';
import { readPlain } from '../../disk/plain.js';
import type { Refused } from '../mirror/quarantine.js';
import { putText } from '../store/texts.js';
import { examine } from './examine.js';
import { guessFamily } from './family.js';
import { documentsIn, spotOf } from './folders.js';
import { withRoot } from './inherit.js';
import { unknownFiles } from './scan.js';

export interface Emitter {
  run: string;
  /** Name of the stage in reasons. */
  node: string;
  /** What it may emit. */
  families: readonly string[];
  /** Lineage that its documents inherit. */
  root: string;
  /** Largest number of documents. */
  limit: number;
  /** `unknownFiles` before the stage began: those are not its own. */
  before: ReadonlySet<string>;
}

export interface Emissions {
  documents: DocumentRef[];
  refused: Refused[];
  /** Files that became documents. `found`: digest of the file; `stored`: digest of the text that was stored for it. */
  taken: { path: string; found: string; stored: string }[];
  /** Files for people that the result brings. `stored`: digest of the text. */
  filed?: { path: string; stored: string }[];
}

/**
 * Finds and stores what a finished stage emitted. Changes no file in the workspace: the caller records the answer for good and
 * then calls `settleEmissions`. Before that a repeat gives the same answer.
 */
export async function collectEmissions(dirs: Dirs, emitter: Emitter): Promise<Emissions> {
  const emissions: Emissions = { documents: [], refused: [], taken: [] };
  for (const file of outboxFiles(dirs, emitter, emissions)) {
    const family = outboxFamily(dirs, emitter, file);
    await collect(dirs, emitter, emissions, family, file, '');
  }
  const fresh = [...(await unknownFiles(dirs))].filter((file) => !emitter.before.has(file));
  const again = ` It appeared while ${emitter.node} ran; if you put it there yourself, give it its name back.`;
  for (const file of fresh) await collect(dirs, emitter, emissions, spotOf(file)?.family ?? '', file, again);
  return emissions;
}

function outboxFiles(dirs: Dirs, { run, families }: Emitter, emissions: Emissions): string[] {
  if (!isSafeId(run)) throw new Error(`Not an id of a run: ${JSON.stringify(run)}.`);
  try {
    // A link in its place is refused and not healed: what it leads to may be what the agent meant to hand over.
    insideOf(dirs.workspace, path.join(RUNTIME_DIR, runtimePaths.outbox(run)));
    return documentsIn(dirs, runtimePaths.outbox(run)).sort();
  } catch (error) {
    // The agent's doing, and it would not go away by trying again.
    const reason = `the outbox cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    emissions.refused.push({ family: families[0] ?? 'task', path: runtimePaths.outbox(run), reason });
    return [];
  }
}

function outboxFamily(dirs: Dirs, { families }: Emitter, file: string): string {
  const valid = families.find((family) => examine(dirs, family, file, 0).kind === 'document');
  if (valid !== undefined) return valid;
  const found = readPlain(shownFile(dirs, file), MAX_DOCUMENT_BYTES);
  const text = found.ok ? Buffer.from(found.bytes).toString('utf8') : '';
  return guessFamily(families, path.basename(file, '.md'), text);
}

async function collect(
  dirs: Dirs,
  emitter: Emitter,
  emissions: Emissions,
  family: string,
  file: string,
  remark: string,
): Promise<void> {
  const refuse = (reason: string): void => void emissions.refused.push({ family, path: file, reason: reason + remark });
  const seen = examine(dirs, family, file, 0);
  if (seen.kind === 'refused') return refuse(seen.reason);
  if (seen.kind !== 'document') return;
  const { document, text } = withRoot(seen.document, seen.text, emitter.root);
  const ref = documentFacts(document, sha256Hex(text), 'emission');
  const twin = emissions.documents.find((one) => one.family === family && one.id === ref.id);
  const reason = refusal(emitter, emissions, ref, twin);
  if (reason !== null) return refuse(reason);
  await putText(dirs.state, text);
  emissions.taken.push({ path: file, found: sha256Hex(seen.text), stored: ref.sha256 });
  if (twin === undefined) emissions.documents.push(ref);
}

function refusal(emitter: Emitter, { documents }: Emissions, ref: DocumentRef, twin?: DocumentRef): string | null {
  const { node, families, limit } = emitter;
  const may = families.length === 0 ? 'no documents' : families.join(', ');
  if (!families.includes(ref.family)) return `${node} may emit ${may}, and this is of family ${ref.family}.`;
  if (twin !== undefined)
    return twin.sha256 === ref.sha256 ? null : `${node} left two different documents of id ${ref.id}.`;
  return documents.length < limit ? null : `${node} may emit ${limit} documents, and this is one more.`;
}
