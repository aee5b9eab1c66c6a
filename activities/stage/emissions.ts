// What a stage leaves behind: documents in the outbox of its desk, as we kept them, and new files in the queue folders. Collected
// first, settled later.
import path from 'node:path';
import { sha256Hex } from '../../core/contracts/digest.js';
import type { DocumentRef } from '../../core/contracts/documents.js';
import { jsonBytes, LIMITS } from '../../core/contracts/limits.js';
import { documentFacts } from '../../core/documents/facts.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../../disk/dirs.js';
import type { Refused } from '../../disk/mirror/quarantine.js';
import { putText } from '../../disk/store/texts.js';
import type { Leaf } from './left.js';
import { examine, examineBytes, type Examined, stemOf } from '../../disk/intake/examine.js';
import { guessFamily } from '../../disk/intake/family.js';
import { spotOf } from '../../disk/intake/folders.js';
import { withRoot } from '../../disk/intake/inherit.js';
import { unknownFiles } from '../../disk/intake/scan.js';

export interface Emitter {
  /** What lay in its outbox. */
  outbox: readonly Leaf[];
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

type Where = Pick<Refused, 'path' | 'kept'>;

export interface Emissions {
  documents: DocumentRef[];
  refused: Refused[];
  /** Files that became documents. `found`: digest of the file; `stored`: digest of the text that was stored for it. */
  taken: (Where & { found: string; stored: string })[];
  /** Files in queue folders that go back to a stage that is asked once more, relative to `millrace-agents/`. */
  returned?: string[];
  /** Refused beyond those that are told one by one. */
  rest?: Rest;
  /** Files for people that the result brings. `stored`: digest of the text; `unless`: where one of these is there, it was decided on since. */
  filed?: { path: string; stored: string; unless?: string[] }[];
  /** Skill candidates among them. `record`: digest of the record, which counts for whoever promotes it. */
  candidates?: { id: string; record: string }[];
}

interface Rest {
  /** How many there are. */
  count: number;
  /** Those of them that lie in queue folders, relative to `millrace-agents/`: they are moved away, so that nobody takes them for drops. */
  found: string[];
}

/** Relative to `millrace-agents/`. */
export const refusedFolder = (runId: string): string => path.join(runtimePaths.runs, runId, 'refused');

/** What the stage notes of them; null where there are none. */
export function restText({ rest }: Emissions, runId: string): string | null {
  if (rest === undefined) return null;
  const outbox = `those of its outbox lie in ${RUNTIME_DIR}/${runtimePaths.outbox(runId)}`;
  const moved = rest.found.length === 0 ? '' : `, those of the queue folders in ${RUNTIME_DIR}/${refusedFolder(runId)}`;
  return `${rest.count} more files were refused without a line for each: ${outbox}${moved}.`;
}

/** Of one stage so many refusals go into quarantine, each with its reason. */
const MOST_REFUSED = 50;

/**
 * Finds and stores what a finished stage emitted. Changes no file in the workspace: the caller records the answer for good and
 * then calls `settleEmissions`. Before that a repeat gives the same answer.
 */
export async function collectEmissions(dirs: Dirs, emitter: Emitter): Promise<Emissions> {
  const emissions: Emissions = { documents: [], refused: [], taken: [] };
  for (const leaf of emitter.outbox) await collectLeaf(dirs, emitter, emissions, leaf);
  const fresh = [...(await unknownFiles(dirs))].filter((file) => !emitter.before.has(file));
  for (const file of fresh) await collectFound(dirs, emitter, emissions, file);
  return emissions;
}

async function collectLeaf(dirs: Dirs, emitter: Emitter, emissions: Emissions, leaf: Leaf): Promise<void> {
  const found = leaf.read();
  const family = familyOf(emitter, leaf.path, found);
  const seen: Examined =
    typeof found === 'string' ? { kind: 'refused', reason: found } : examineBytes(family, stemOf(leaf.path), found);
  const copy = leaf.kept === null ? {} : { kept: leaf.kept };
  await collect(dirs, emitter, emissions, { family, path: leaf.path, ...copy }, seen, '');
}

async function collectFound(dirs: Dirs, emitter: Emitter, emissions: Emissions, file: string): Promise<void> {
  const family = spotOf(file)?.family ?? '';
  const again = ` It appeared while ${emitter.node} ran; if you put it there yourself, give it its name back.`;
  await collect(dirs, emitter, emissions, { family, path: file }, examine(dirs, family, file, 0), again);
}

function familyOf({ families }: Emitter, file: string, bytes: Uint8Array | string): string {
  if (typeof bytes === 'string') return families[0] ?? 'task';
  const valid = families.find((family) => examineBytes(family, stemOf(file), bytes).kind === 'document');
  return valid ?? guessFamily(families, path.basename(file, '.md'), Buffer.from(bytes).toString('utf8'));
}

async function collect(
  dirs: Dirs,
  emitter: Emitter,
  emissions: Emissions,
  where: Omit<Refused, 'reason'>,
  seen: Examined,
  remark: string,
): Promise<void> {
  const refuse = (reason: string): void => refuseIn(emissions, { ...where, reason: reason + remark });
  if (seen.kind === 'refused') return refuse(seen.reason);
  if (seen.kind !== 'document') return;
  const { family } = where;
  const { document, text } = withRoot(seen.document, seen.text, emitter.root);
  const ref = documentFacts(document, sha256Hex(text), 'emission');
  const twin = emissions.documents.find((one) => one.family === family && one.id === ref.id);
  const reason = refusal(emitter, emissions, ref, twin);
  if (reason !== null) return refuse(reason);
  await putText(dirs.state, text);
  const { family: _family, ...at } = where;
  emissions.taken.push({ ...at, found: sha256Hex(seen.text), stored: ref.sha256 });
  if (twin === undefined) emissions.documents.push(ref);
}

function refuseIn(emissions: Emissions, one: Refused): void {
  if (emissions.refused.length < MOST_REFUSED) return void emissions.refused.push(one);
  emissions.rest ??= { count: 0, found: [] };
  emissions.rest.count += 1;
  if (spotOf(one.path) !== null) emissions.rest.found.push(one.path);
}

function refusal(emitter: Emitter, { documents }: Emissions, ref: DocumentRef, twin?: DocumentRef): string | null {
  const { node, families, limit } = emitter;
  const may = families.length === 0 ? 'no documents' : families.join(', ');
  if (!families.includes(ref.family)) return `${node} may emit ${may}, and this is of family ${ref.family}.`;
  if (twin !== undefined)
    return twin.sha256 === ref.sha256 ? null : `${node} left two different documents of id ${ref.id}.`;
  if (documents.length >= limit) return `${node} may emit ${limit} documents, and this is one more.`;
  const size = jsonBytes([...documents, ref]);
  if (size <= LIMITS.emittedBytes) return null;
  const most = LIMITS.emittedBytes;
  return `With it what ${node} emits names so many dependencies that it comes to ${size} bytes; the limit is ${most}.`;
}
