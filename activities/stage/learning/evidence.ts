// The files that a learning request is bound to, compared with their digests: before its stage starts, and before what it made becomes a
// candidate. A file that is gone is said and no more, because run folders are cleared; one that is another now is evidence of nothing.
import { isBegun } from '../../../agents/run-stage.js';
import type { FailureClass } from '../../../core/contracts/failures.js';
import { clipped, LIMITS } from '../../../core/contracts/limits.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import { parseDocument } from '../../../core/documents/parse.js';
import { LEARNING_REQUEST } from '../../../core/documents/lesson-id.js';
import { inert } from '../../../core/inert.js';
import { type BoundFile, readBoundLine } from '../../../core/learning/evidence.js';
import type { NormalOutcome } from '../../../core/outcome/normalise.js';
import type { Dirs } from '../../../disk/dirs.js';
import { codeOf } from '../../../disk/errors.js';
import { digestOfFile } from '../../../disk/file-digest.js';
import { insideOf } from '../../../disk/inside.js';
import { findDocumentText } from '../../../disk/mirror/document-text.js';

/** Sentences, one for each file. */
export interface EvidenceSeen {
  changed: string[];
  gone: string[];
}

/** Nothing for an item of another family, and for a request that is bound to nothing. */
export async function lookAtEvidence(dirs: Dirs, request: StageRunRequest): Promise<EvidenceSeen> {
  const seen: EvidenceSeen = { changed: [], gone: [] };
  for (const file of await boundTo(dirs, request)) {
    const wrong = await lookAt(dirs, file);
    if (wrong !== null) seen[wrong.how].push(wrong.sentence);
  }
  return seen;
}

async function boundTo(dirs: Dirs, { item }: StageRunRequest): Promise<BoundFile[]> {
  if (item.family !== LEARNING_REQUEST) return [];
  // Without its text no prompt can be written, which says so itself.
  const text = await findDocumentText(dirs, item).catch(() => null);
  const parsed = text === null ? null : parseDocument(item.family, text, item.id);
  const lines = parsed?.ok === true ? parsed.document.fields['Artifact-Digests'] : [];
  return (Array.isArray(lines) ? lines : []).flatMap((line) => readBoundLine(line) ?? []);
}

async function lookAt(
  dirs: Dirs,
  { path, sha256 }: BoundFile,
): Promise<{ how: keyof EvidenceSeen; sentence: string } | null> {
  const shown = inert(path);
  try {
    const found = await digestOfFile(insideOf(dirs.workspace, path));
    if (found.sha256 === sha256) return null;
    const [was, is] = [sha256, found.sha256].map((digest) => digest.slice(0, 12));
    return { how: 'changed', sentence: `${shown} had the digest ${was} and has ${is} now.` };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { how: 'gone', sentence: `${shown} of its evidence is gone.` };
    return { how: 'changed', sentence: `${shown} cannot be read as it was: ${inert(wordsOf(error))}.` };
  }
}

const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.\s*$/, '');

const HOW = 'Put it back as it was, or remove it, and retry the request.';

/** What comes of a stage whose evidence changed; `said`: what it said itself, absent where it never started. Null = it did not change. */
export function evidenceVerdict({ changed }: EvidenceSeen, said?: string): NormalOutcome | null {
  if (changed.length === 0) return null;
  return {
    ...(said === undefined ? {} : { said }),
    ...{ outcome: 'BLOCKED', resultClass: 'recoverable_failure', origin: 'runner', retryAt: null },
    failureClass: 'evidence_changed' satisfies FailureClass,
    detail: `The evidence of this request changed since it was made. ${clipped(changed.join(' '), LIMITS.detail - 200)} ${HOW}`,
  };
}

/** What comes of a stage that is not to start; null = it may, or its agent was started before this was looked at. */
export async function refusedBefore(dirs: Dirs, request: StageRunRequest): Promise<NormalOutcome | null> {
  if (isBegun(dirs.state, request.requestId)) return null;
  return evidenceVerdict(await lookAtEvidence(dirs, request));
}
