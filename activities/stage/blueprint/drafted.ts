// A Manager's cut of a plan: manifest and drafts are checked against each other, and every draft is admitted in the order of the manifest.
import { draftsIn } from '../../../core/artifacts/blueprint/drafts.js';
import { inOrder, manifestFaults } from '../../../core/artifacts/blueprint/manifest.js';
import { sha256Hex } from '../../../core/contracts/digest.js';
import type { DocumentRef, WorkDocument } from '../../../core/contracts/documents.js';
import { DRAFT } from '../../../core/contracts/families.js';
import { RUNTIME_DIR, runArtifacts, runtimePaths } from '../../../core/contracts/paths.js';
import { checkFile } from '../../../core/documents/check.js';
import { documentFacts } from '../../../core/documents/facts.js';
import { parseDocument } from '../../../core/documents/parse.js';
import { renderDocument } from '../../../core/documents/render.js';
import { itemName } from '../../../core/requirements/record.js';
import type { Dirs } from '../../../disk/dirs.js';
import { sentence } from '../../../disk/intake/examine.js';
import { withRoot } from '../../../disk/intake/inherit.js';
import { getText, putText } from '../../../disk/store/texts.js';
import { type Effect, type Ended, failed, plain } from '../effect.js';
import type { Emissions } from '../emissions.js';
import { type Fault, together } from '../faults.js';
import { cut, mapped } from '../requirements.js';
import { readLeft, standOf } from './stand.js';

export const drafted: Effect = async (ended) => {
  const { dirs, request, verdict, left } = ended;
  const manifest = readLeft(request, 'blueprint_manifest', left);
  if (manifest === null) return plain(verdict);
  const { value, sha256, text } = manifest;
  const found = await draftsOf(ended);
  if (!Array.isArray(found)) return failed(verdict, found);
  const { all } = await standOf(dirs, request);
  const fault = together(manifestFaults({ manifest: value, sha256, drafts: found, source: request.item }, all));
  if (fault !== null) return failed(verdict, fault);
  const drafts = inOrder(value, found, `${RUNTIME_DIR}/${runtimePaths.blueprintManifest(value.manifest_id)}`);
  const emissions = await emitted(ended, drafts);
  if ('failureClass' in emissions) return failed(verdict, emissions);
  await putText(dirs.state, text);
  const record = { id: value.manifest_id, sha256, item: itemName(request.item), drafts: value.draft_ids };
  const told = { ...plain(verdict), emissions, blueprints: { kind: 'drafted', manifest: record } as const };
  return mapped(ended, told, cut(dirs, request, left, drafts));
};

const invalid = (detail: string): Fault => ({ failureClass: 'blueprint_drafts_schema_invalid', detail });

/** Those of the outbox; where nothing lies there, those of the reference's list. */
async function draftsOf({ dirs, request, emissions, left }: Ended): Promise<WorkDocument[] | Fault> {
  const mine = emissions.documents.filter(({ family }) => family === DRAFT);
  if (mine.length > 0 || emissions.refused.length > 0)
    return (await Promise.all(mine.map((one) => readDraft(dirs, one)))).flat();
  const text = left.text(runArtifacts.blueprintDrafts);
  const listed = text === null ? [] : draftsIn(text, request.node);
  if (!Array.isArray(listed)) return invalid(`${runArtifacts.blueprintDrafts}: ${listed.problem}`);
  const most = request.emittedPerStage;
  if (listed.length > most)
    return invalid(`${runArtifacts.blueprintDrafts} has ${listed.length} drafts; the limit is ${most}.`);
  return listed.map((draft) => withRoot(draft, '', request.item.root).document);
}

async function readDraft(dirs: Dirs, { sha256 }: DocumentRef): Promise<WorkDocument[]> {
  const parsed = parseDocument(DRAFT, await getText(dirs.state, sha256));
  return parsed.ok ? [parsed.document] : [];
}

/** As the runtime keeps them. `drafts`: in the order of work. */
async function emitted({ dirs, emissions }: Ended, drafts: readonly WorkDocument[]): Promise<Emissions | Fault> {
  const documents: DocumentRef[] = [];
  const stored = new Map<string, string>();
  for (const draft of drafts) {
    const text = renderDocument(draft);
    const checked = checkFile(DRAFT, draft.id, Buffer.from(text));
    if (!checked.ok) return invalid(`Draft ${draft.id}: ${checked.problems.map(sentence).join(' ')}`);
    documents.push(documentFacts(checked.document, sha256Hex(text), 'emission'));
    await putText(dirs.state, text);
    const was = emissions.documents.find(({ id }) => id === draft.id)?.sha256;
    if (was !== undefined) stored.set(was, sha256Hex(text));
  }
  const taken = emissions.taken.map((one) => ({ ...one, stored: stored.get(one.stored) ?? one.stored }));
  return { ...emissions, documents, taken };
}
