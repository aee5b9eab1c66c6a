// What lies on a desk besides the reports of the stages before it in its run: the last judgement of a root, and the reports of the runs
// that its item had before, or that its incident is about.
import path from 'node:path';
import { folderOf, type Paper } from '../../agents/desk/earlier.js';
import { type Kept, keptBefore, keptBytes, type KeptFile } from '../../agents/desk/kept.js';
import { shownName } from '../../agents/desk/sources.js';
import { isId } from '../../core/contracts/ids.js';
import { deskFolders } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { parseDocument } from '../../core/documents/parse.js';
import type { Dirs } from '../../disk/dirs.js';
import { findDocumentText } from '../../disk/mirror/document-text.js';
import { differencePapers } from '../trees/difference.js';
import { checkPapers } from '../trees/merging.js';
import { blueprintPapers } from './blueprint/told.js';
import { lastJudgement } from './judgement.js';
import { offerPapers } from './learning/offers.js';
import { requirementsPaper } from './requirements-shown.js';

/** Of the runs before, all together; the newest reports first. */
const MOST_FILES = 40;
const MOST_BYTES = 2 * 1024 * 1024;
/** Runs that an incident may be about. */
const MOST_RUNS = 3;

/** Oldest first. */
export async function papersOf(dirs: Dirs, request: StageRunRequest): Promise<Paper[]> {
  const { root } = request.item;
  const judgement =
    request.closure === undefined ? [] : [...requirementsPaper(dirs, root), ...(await lastJudgement(dirs, root))];
  const runs = new Set([...(await relatedRuns(dirs, request)), ...(request.story?.runs ?? [])]);
  const others = [
    ...differencePapers(dirs, request),
    ...checkPapers(dirs, request),
    ...(await blueprintPapers(dirs, request)),
    ...(await offerPapers(dirs, request)),
  ];
  return [...reportsOfRuns(dirs, [...runs]), ...judgement, ...others];
}

/** The runs that the document of an incident names. */
async function relatedRuns(dirs: Dirs, { item }: StageRunRequest): Promise<string[]> {
  if (item.family !== 'incident') return [];
  // Without its text no prompt can be written, which says so itself.
  const text = await findDocumentText(dirs, item).catch(() => null);
  const parsed = text === null ? null : parseDocument(item.family, text, item.id);
  const named = parsed?.ok === true ? parsed.document.fields['Related-Run-IDs'] : [];
  return Array.isArray(named) ? named.filter(isId).slice(-MOST_RUNS) : [];
}

function reportsOfRuns(dirs: Dirs, runs: readonly string[]): Paper[] {
  const found = runs.flatMap((run) =>
    keptBefore(dirs.state, { runId: run, requestId: '' }).flatMap((kept) =>
      kept.files.filter(isReport).map((file) => ({ run, kept, file })),
    ),
  );
  let room = MOST_BYTES;
  const taken: Paper[] = [];
  for (const { run, kept, file } of found.reverse()) {
    if (taken.length === MOST_FILES) break;
    const text = file.bytes > room ? null : textOf(dirs, kept, file);
    if (text === null) continue;
    room -= file.bytes;
    taken.push({ path: path.join(run, folderOf(kept), shownName(file.path)), text });
  }
  return taken.reverse();
}

/** What a stage emitted is somewhere else by now. */
export const isReport = ({ path: file }: KeptFile): boolean => file.split(path.sep, 1)[0] !== deskFolders.outbox;

/** Null for what is damaged, or no text. */
function textOf(dirs: Dirs, kept: Kept, file: KeptFile): string | null {
  const bytes = keptBytes(dirs.state, kept, file);
  try {
    return bytes === null ? null : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
