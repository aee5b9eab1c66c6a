// Files a skill candidate: what a stage proposes, beside what it would take the place of. Nothing of the workspace's skills changes here.
import path from 'node:path';
import { keptBefore } from '../../../agents/desk/kept.js';
import { shownName } from '../../../agents/desk/sources.js';
import { skillDigest, skillText } from '../../../core/assets/skill.js';
import { sha256Hex } from '../../../core/contracts/digest.js';
import { isId } from '../../../core/contracts/ids.js';
import { RUNTIME_DIR, runArtifacts, runtimePaths } from '../../../core/contracts/paths.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import { parseDocument } from '../../../core/documents/parse.js';
import { unifiedDiff } from '../../../core/ground/unified-diff.js';
import { candidateFiles } from '../../../core/learning/candidate-files.js';
import { candidateId, candidateText, type SkillCandidate } from '../../../core/learning/candidate.js';
import type { Dirs } from '../../../disk/dirs.js';
import { findDocumentText } from '../../../disk/mirror/document-text.js';
import { type PlacedSkill, placedSkill } from '../../../disk/placed-skill.js';
import { putText } from '../../../disk/store/texts.js';
import type { Emissions } from '../emissions.js';
import type { Fault } from '../faults.js';
import type { LeftByStage } from '../left.js';
import type { ReadySkill } from './ready-skill.js';

type Filed = Required<Pick<Emissions, 'filed' | 'candidates'>>;

/** `source`: where the configuration allows it to come from; null = the stage wrote it. */
export interface Proposed extends ReadySkill {
  source: string | null;
}

const MOST_EVIDENCE = 100;

/** What is to be filed, the record last: without it there is no candidate. Or why it is none. */
export async function candidateOf(
  dirs: Dirs,
  request: StageRunRequest,
  left: LeftByStage,
  proposed: Proposed,
): Promise<Filed | Fault> {
  const before = placedSkill(dirs.workspace, proposed.id);
  const sha256 = skillDigest(proposed.files);
  if (before?.sha256 === sha256)
    return { failureClass: 'artifact_invalid', detail: `${proposed.id} is there already, word for word.` };
  const id = candidateId(proposed.id, request.requestId);
  const folder = runtimePaths.candidate(id);
  const record = candidateText({ ...(await recordOf(dirs, request, left, proposed)), ...replaced(before), sha256 });
  const texts: [string, string][] = [
    ...proposed.files.map((file): [string, string] => [
      path.join(candidateFiles.skill, file.path),
      skillText(file.bytes) ?? '',
    ]),
    [candidateFiles.diff, diffOf(before, proposed)],
    [candidateFiles.record, record],
  ];
  const decided = [runtimePaths.promoted(id), runtimePaths.rejected(id)].map((one) =>
    path.join(one, candidateFiles.record),
  );
  const filed = texts.map(async ([name, text]) => ({
    path: path.join(folder, name),
    stored: await putText(dirs.state, text),
    unless: decided,
  }));
  return { filed: await Promise.all(filed), candidates: [{ id, record: sha256Hex(record) }] };
}

type Recorded = Omit<SkillCandidate, 'sha256' | 'replaces'>;

async function recordOf(
  dirs: Dirs,
  request: StageRunRequest,
  left: LeftByStage,
  proposed: Proposed,
): Promise<Recorded> {
  const { item, runId, requestId, node } = request;
  const about = await requestFields(dirs, request);
  return {
    ...{ schema_version: '1.0', kind: 'skill_candidate', candidate_id: candidateId(proposed.id, requestId) },
    ...{ skill_id: proposed.id, description: proposed.description },
    ...{ created_at: new Date().toISOString(), created_by: node, run_id: runId, request_id: requestId },
    learning_request: { id: item.id, sha256: item.sha256 },
    ...about,
    files: proposed.files.map((file) => ({
      ...{ path: file.path, sha256: file.sha256, bytes: file.bytes.length },
      ...(file.executable ? { executable: true as const } : {}),
    })),
    source: proposed.source,
    evidence: evidenceOf(dirs, request, left),
  };
}

const replaced = (before: PlacedSkill | null): Pick<SkillCandidate, 'replaces'> => ({
  replaces: before && { origin: before.origin, sha256: before.sha256, page_sha256: before.page },
});

/** What the learning request says of itself. */
async function requestFields(
  dirs: Dirs,
  { item }: StageRunRequest,
): Promise<Pick<SkillCandidate, 'target_skill_id' | 'originating_run_ids'>> {
  const text = await findDocumentText(dirs, item).catch(() => null);
  const parsed = text === null ? null : parseDocument(item.family, text, item.id);
  const fields = parsed?.ok === true ? parsed.document.fields : {};
  const [target, runs] = [fields['Target-Skill-ID'], fields['Originating-Run-IDs']];
  return {
    target_skill_id: isId(target) ? target : null,
    originating_run_ids: Array.isArray(runs) ? runs.filter(isId).slice(0, 100) : [],
  };
}

/** The newest file of each name that stages of the run left, as the folder of the run shows it; the proposed files themselves are none. */
function evidenceOf(dirs: Dirs, request: StageRunRequest, left: LeftByStage): SkillCandidate['evidence'] {
  const files = [...keptBefore(dirs.state, request), left.kept].flatMap((kept) => kept.files);
  const shown = path.join(RUNTIME_DIR, runtimePaths.runs, request.runId);
  const newest = new Map(files.map((file) => [shownName(file.path), file.sha256]));
  const reports = [...newest].filter(([name]) => !name.startsWith(`${runArtifacts.readySkill}/`));
  return reports.slice(-MOST_EVIDENCE).map(([name, sha256]) => ({ path: path.join(shown, name), sha256 }));
}

function diffOf(before: PlacedSkill | null, { files }: Proposed): string {
  const old = new Map(before?.files.map((file) => [file.path, file.bytes]));
  const now = new Map(files.map((file) => [file.path, file.bytes]));
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  const textOf = (bytes: Uint8Array | undefined): string | null =>
    bytes === undefined ? null : (skillText(bytes) ?? `(${bytes.length} bytes that are no text)`);
  return paths.map((file) => unifiedDiff(file, textOf(old.get(file)), textOf(now.get(file)))).join('');
}
