// What a played stage leaves of a blueprint: read from its prompt and its desk as a real agent reads them, so that what its script does
// not bring fits what there is.
import { basename, join } from 'node:path';
import { NEXT_REVISION, OPEN_CRITIQUE } from '../../core/artifacts/blueprint/told.js';
import { DRAFT } from '../../core/contracts/families.js';
import { deskFolders, runArtifacts } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { own } from '../../core/own.js';
import { namesIn, readText } from '../../disk/read.js';
import { markerOf, type Part, PLAYED } from './part.js';

const DECISIONS: Readonly<Record<string, string>> = { success: 'approved', followup_needed: 'rejected' };

/** The union of what the forms of blueprints ask for. */
export function blueprintRecord(kind: string, part: Part): Record<string, unknown> {
  const { item, node, outcomes } = part;
  const decision = own(DECISIONS, own(outcomes, markerOf(part)) ?? '') ?? 'blocked';
  const drafts = draftIds(part);
  const { blueprint, revision, ...packet } = packetOf(part, kind === 'blueprint_packet');
  const lists = ['implementation_scope', 'intended_files', 'design_decisions', 'verification_plan'];
  return {
    ...{ schema_version: '1.0', kind, created_at: new Date().toISOString(), created_by: node },
    ...{ manifest_id: manifestOf(part), source_work_item_kind: item.family, source_work_item_id: item.id },
    ...{ draft_ids: drafts, draft_count: drafts.length, draft_id: item.id, root_spec_id: item.root },
    ...{ blueprint_id: blueprint, revision, evaluation_id: `${blueprint}-evaluation`, decision },
    ...(decision === 'rejected' ? { critique_id: `${blueprint}-critique`, blocking_reason: PLAYED } : {}),
    ...Object.fromEntries(
      [...lists, 'global_acceptance_intent', 'rubric_findings', 'required_changes'].map((list) => [list, [PLAYED]]),
    ),
    ...{ task_acceptance: [PLAYED], required_checks: [PLAYED], risk_notes: [PLAYED], ...packet },
  };
}

/** Fields of the task that the packet decides. */
export function taskFields({ runDir }: Part): Record<string, string[]> {
  const packet = jsonObject(paper(runDir, runArtifacts.blueprintPacket) ?? undefined);
  const from = {
    Acceptance: 'task_acceptance',
    'Required-Checks': 'required_checks',
    'Target-Paths': 'intended_files',
  };
  return Object.fromEntries(
    Object.entries(from).flatMap(([label, field]) => {
      const value = own(packet ?? {}, field);
      return Array.isArray(value) ? [[label, value.map(String)]] : [];
    }),
  );
}

/** A draft says of which manifest it is; for a manager that plays them it is its own. */
export const manifestOf = ({ item, promptFile }: Part): string | null =>
  item.family === DRAFT ? (told(promptFile, 'Manifest')[0] ?? null) : `${item.id.slice(0, 80)}-manifest`;

export const playedId = ({ item }: Part): string => `${item.id.slice(0, 80)}-played`;

/** Those that the script brought, in their order; else the one that is left in their place. */
function draftIds(part: Part): string[] {
  const { runDir } = part;
  const list: unknown = jsonObject(readText(join(runDir, runArtifacts.blueprintDrafts)) ?? undefined);
  const listed = Array.isArray(list) ? list.map((one: { draft_id?: unknown }) => String(one.draft_id)) : [];
  const found =
    listed.length > 0
      ? listed
      : namesIn(join(runDir, deskFolders.outbox))
          .sort()
          .map((name) => basename(name, '.md'));
  return found.length > 0 ? found : [playedId(part)];
}

/** The one that is judged, or a new one with what it has to answer. */
function packetOf({ runDir, promptFile, item }: Part, isNew: boolean) {
  const known = isNew ? null : jsonObject(paper(runDir, runArtifacts.blueprintPacket) ?? undefined);
  const revision = Number(known?.['revision'] ?? told(promptFile, NEXT_REVISION)[0] ?? 1);
  const { blueprint_id: id } = known ?? {};
  const blueprint = typeof id === 'string' ? id : `${item.id.slice(0, 80)}-r${revision}`;
  return { blueprint, revision, ...(isNew ? { references: told(promptFile, OPEN_CRITIQUE) } : {}) };
}

const paper = (runDir: string, name: string): string | null =>
  readText(join(runDir, deskFolders.earlier, 'blueprint', name));

/** Values of the lines `- label: value` of the prompt. */
const told = (promptFile: string, label: string): string[] =>
  (readText(promptFile) ?? '')
    .split('\n')
    .flatMap((line) => (line.startsWith(`- ${label}: `) ? [line.slice(label.length + 4)] : []));
