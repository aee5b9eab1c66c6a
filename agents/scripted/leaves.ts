// What the contract of a stage asks for, left by a stage that is played: of the right form, about its item, and of no other content.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { deskFolders, runArtifacts } from '../../core/contracts/paths.js';
import type { FieldValue, WorkDocument } from '../../core/contracts/documents.js';
import { familyFields, type FieldSpec } from '../../core/documents/fields.js';
import { renderDocument } from '../../core/documents/render.js';
import { own } from '../../core/own.js';
import { markerOf, type Part } from './part.js';
import { putPart } from './put.js';

const PLAYED = 'Played from a script.';

/** What a script brought itself stays as it is. */
export function leaveLeaves(part: Part): void {
  const marker = markerOf(part);
  for (const { files, schema, required, expected } of Object.values(part.leaves)) {
    const isAsked = [required, expected].some((outcomes) => outcomes?.includes(marker));
    if (!isAsked || files.some((file) => existsSync(join(part.runDir, file)))) continue;
    const [name = ''] = files;
    if (schema === 'directory') putPart(part, join(part.runDir, name, 'SKILL.md'), skill(part));
    else putPart(part, join(part.runDir, name), contentOf(schema, part));
  }
  const effect = own(part.effects, marker);
  if (effect === 'emitted_documents') leaveDocument(part);
  if (effect === 'skill_candidate') leaveSkill(part);
  if (effect === 'skill_install') leaveChoice(part);
}

const contentOf = (schema: string, part: Part): string =>
  schema === 'markdown' ? `# ${part.node}\n\n${PLAYED}\n` : `${JSON.stringify(recordOf(schema, part), null, 2)}\n`;

const DECISIONS: Readonly<Record<string, string>> = { success: 'approved', followup_needed: 'rejected' };

/** The union of what the forms of blueprints ask for. */
function recordOf(kind: string, part: Part): Record<string, unknown> {
  const { item, node, outcomes } = part;
  const id = item.id.slice(0, 80);
  const decision = own(DECISIONS, own(outcomes, markerOf(part)) ?? '') ?? 'blocked';
  const lists = ['global_acceptance_intent', 'intended_files', 'task_acceptance', 'required_checks', 'risk_notes'];
  return {
    ...{ schema_version: '1.0', kind, created_at: new Date().toISOString(), created_by: node },
    ...{ manifest_id: `${id}-manifest`, blueprint_id: `${id}-r1`, evaluation_id: `${id}-evaluation` },
    ...{ critique_id: `${id}-critique`, repair_id: `${id}-repair`, revision: 1, action: 'none', reason: PLAYED },
    ...{ source_work_item_id: item.id, work_item_id: item.id, draft_id: item.id, root_spec_id: item.root },
    ...{ draft_ids: [documentId(id)], draft_count: 1, decision },
    ...Object.fromEntries(
      [...lists, 'rubric_findings', 'required_changes', 'verified_invariants'].map((list) => [list, [PLAYED]]),
    ),
  };
}

const skill = (part: Part): string => `---\nname: ${skillId(part)}\ndescription: ${PLAYED}\n---\n\n# ${PLAYED}\n`;

/** The item's id as far as a skill may have it. */
const skillId = ({ item }: Part): string =>
  item.id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/-$/, '');

function leaveSkill(part: Part): void {
  const folder = join(part.runDir, runArtifacts.readySkill);
  if (!existsSync(folder)) putPart(part, join(folder, skillId(part), 'SKILL.md'), skill(part));
}

/** A played Librarian judges nothing, and so it chooses nothing. */
function leaveChoice(part: Part): void {
  const file = join(part.runDir, runArtifacts.skillChoice);
  const choice = { schema_version: '1.0', kind: 'skill_choice', created_by: part.node, skills: [] };
  if (!existsSync(file)) putPart(part, file, `${JSON.stringify(choice, null, 2)}\n`);
}

const documentId = (id: string): string => `${id}-played`;

function leaveDocument(part: Part): void {
  const [family = 'task'] = part.emits;
  const folder = join(part.runDir, deskFolders.outbox);
  if (existsSync(folder) && readdirSync(folder).length > 0) return;
  const id = documentId(part.item.id.slice(0, 80));
  const required = familyFields(family)?.fields.filter((field) => field.required) ?? [];
  const fields = Object.fromEntries(required.map((field) => [field.label, valueOf(field, id)]));
  const document: WorkDocument = {
    family,
    id,
    title: PLAYED,
    fields: { ...fields, 'Root-Spec-ID': part.item.root },
    body: '',
  };
  putPart(part, join(folder, `${id}.md`), renderDocument(document));
}

function valueOf({ kind, list }: FieldSpec, id: string): FieldValue {
  if (list) return [PLAYED];
  if (kind === 'datetime') return new Date().toISOString();
  if (typeof kind !== 'string') return kind[0] ?? '';
  return kind === 'text' ? PLAYED : id;
}
