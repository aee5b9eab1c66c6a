// What the contract of a stage asks for, left by a stage that is played: of the right form, about its item, and of no other content.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DRAFT } from '../../core/contracts/families.js';
import { deskFolders, runArtifacts } from '../../core/contracts/paths.js';
import type { FieldValue, WorkDocument } from '../../core/contracts/documents.js';
import { familyFields, type FieldSpec } from '../../core/documents/fields.js';
import { renderDocument } from '../../core/documents/render.js';
import { own } from '../../core/own.js';
import { namesIn } from '../../disk/read.js';
import { blueprintRecord, manifestOf, playedId, taskFields } from './blueprints.js';
import { markerOf, type Part, PLAYED } from './part.js';
import { putPart } from './put.js';

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
  if (LEAVES_DOCUMENT.includes(effect ?? '')) leaveDocument(part);
  if (effect === 'skill_candidate') leaveSkill(part);
  if (effect === 'skill_install') leaveChoice(part);
}

/** Effects without which a document is no success. */
const LEAVES_DOCUMENT = ['emitted_documents', 'blueprint_drafted', 'blueprint_approved'];

const contentOf = (schema: string, part: Part): string =>
  schema === 'markdown' || schema === 'text'
    ? `# ${part.node}\n\n${PLAYED}\n`
    : `${JSON.stringify(blueprintRecord(schema, part), null, 2)}\n`;

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

function leaveDocument(part: Part): void {
  const [family = 'task'] = part.emits;
  const folder = join(part.runDir, deskFolders.outbox);
  const others = [
    runArtifacts.blueprintDrafts,
    ...(['json', 'md'] as const).map((one) => runArtifacts.generated(family, one)),
  ];
  if (namesIn(folder).length > 0) return;
  if (others.some((name) => existsSync(join(part.runDir, name)))) return;
  const id = playedId(part);
  const required = familyFields(family)?.fields.filter((field) => field.required) ?? [];
  const fields = Object.fromEntries(required.map((field) => [field.label, valueOf(field, id)]));
  const document: WorkDocument = {
    family,
    id,
    title: PLAYED,
    fields: { ...fields, 'Root-Spec-ID': part.item.root, ...blueprintFields(family, part) },
    body: '',
  };
  putPart(part, join(folder, `${id}.md`), renderDocument(document));
}

function blueprintFields(family: string, part: Part): Record<string, FieldValue> {
  if (part.item.family === DRAFT) return taskFields(part);
  const manifest = family === DRAFT ? manifestOf(part) : null;
  return manifest === null ? {} : { 'Manifest-ID': manifest };
}

function valueOf({ kind, list }: FieldSpec, id: string): FieldValue {
  if (list) return [PLAYED];
  if (kind === 'datetime') return new Date().toISOString();
  if (typeof kind !== 'string') return kind[0] ?? '';
  return kind === 'text' ? PLAYED : id;
}
