// What a stage of a draft is told of its blueprint, and given to read: from the record alone, and so from nobody's file.
import path from 'node:path';
import type { Paper } from '../../../agents/desk/earlier.js';
import { recordPart } from '../../../core/artifacts/blueprint/told.js';
import { draftOf } from '../../../core/artifacts/blueprint/record.js';
import { DRAFT } from '../../../core/contracts/families.js';
import { deskFolders, runArtifacts } from '../../../core/contracts/paths.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import type { Dirs } from '../../../disk/dirs.js';
import { readBlueprints } from '../../../disk/store/blueprints.js';
import { findText } from '../../../disk/store/texts.js';
import { standOf } from './stand.js';

/** Folder of these papers among the earlier reports. */
const FOLDER = 'blueprint';

/** The part of its prompt; null for a stage that works on no draft. */
export async function blueprintPart(dirs: Dirs, request: StageRunRequest): Promise<string | null> {
  if (request.item.family !== DRAFT) return null;
  const { draft, record } = await standOf(dirs, request);
  return recordPart(record, request.item.id, draft, path.join(deskFolders.earlier, FOLDER));
}

/** Manifest, newest candidate, its evaluation and critique; what is lost is left out. */
export async function blueprintPapers({ state }: Dirs, { item }: StageRunRequest): Promise<Paper[]> {
  if (item.family !== DRAFT) return [];
  const record = readBlueprints(state, item.root);
  const manifest = record.manifests.find(({ drafts }) => drafts.includes(item.id));
  const candidates = draftOf(record, item.id)?.candidates ?? [];
  const newest = candidates.at(-1);
  const named: [string, string | undefined][] = [
    [runArtifacts.blueprintManifest, manifest?.sha256],
    [runArtifacts.blueprintPacket, newest?.packet],
    [runArtifacts.blueprintMarkdown, newest?.markdown],
    [runArtifacts.blueprintEvaluation, newest?.evaluation?.sha256],
    [runArtifacts.blueprintCritique, candidates.findLast(({ critique }) => critique !== undefined)?.critique?.sha256],
  ];
  const papers: Paper[] = [];
  for (const [name, digest] of named) {
    const text = digest === undefined ? null : await findText(state, digest);
    if (text !== null) papers.push({ path: path.join(FOLDER, name), text });
  }
  return papers;
}
