// Drafts in the reference's form: one JSON list, with its names and their aliases. Each becomes a document as an outbox would hold it.
import { z } from 'zod';
import type { FieldValue, WorkDocument } from '../../contracts/documents.js';
import { DRAFT } from '../../contracts/families.js';
import { parseDocument } from '../../documents/parse.js';
import { renderDocument } from '../../documents/render.js';
import { smallObject } from '../../json-lines.js';
import { own } from '../../own.js';

/** Label of a document, and the names that it may have in the list, best first. */
const SCALARS: readonly [label: string, ...names: string[]][] = [
  ['Summary', 'summary', 'scope_summary'],
  ['Manifest-ID', 'manifest_id'],
  ['Root-Spec-ID', 'root_spec_id'],
  ['Root-Idea-ID', 'root_idea_id'],
  ['Source-Spec-ID', 'source_spec_id'],
  ['Draft-Index', 'draft_index', 'sequence_number'],
  ['Current-Revision', 'current_revision', 'revision'],
  ['Created-At', 'created_at'],
  ['Created-By', 'created_by'],
];
const LISTS: readonly [label: string, ...names: string[]][] = [
  ['Depends-On', 'depends_on_draft_ids', 'dependency_draft_ids'],
  ['Serves', 'serves'],
  ['Scope', 'scope'],
  ['Non-Goals', 'non_goals'],
  ['Target-Paths', 'target_paths'],
  ['Acceptance-Intent', 'acceptance_intent', 'acceptance'],
  ['Verification-Intent', 'verification_intent'],
  ['Dependency-Notes', 'dependency_notes'],
  ['Integration-Boundary-Notes', 'integration_boundary_notes'],
  ['References', 'references'],
];

const listed = z.array(z.record(z.string(), z.unknown()));

/** `node`: who left them. `problem`: all that is wrong, in sentences. */
export function draftsIn(text: string, node: string): WorkDocument[] | { problem: string } {
  const parsed = listed.safeParse(smallObject(text));
  if (!parsed.success) return { problem: 'it is not a JSON list of drafts of at most 256 kB.' };
  const read = parsed.data.map((draft) => readDraft(draft, node));
  const problems = read.flatMap((one) => ('problem' in one ? [one.problem] : []));
  return problems.length > 0
    ? { problem: problems.slice(0, 10).join(' ') }
    : read.flatMap((one) => ('problem' in one ? [] : [one]));
}

function readDraft(draft: Record<string, unknown>, node: string): WorkDocument | { problem: string } {
  const id = oneLine(own(draft, 'draft_id'));
  const title = oneLine(own(draft, 'title')) || id;
  const excerpt = own(draft, 'context_excerpt');
  const fields = Object.fromEntries<FieldValue>([
    ['Created-By', node],
    ...SCALARS.flatMap(([label, ...names]) => {
      const value = oneLine(valueOf(draft, names));
      return value === '' ? [] : [[label, value] as const];
    }),
    ...LISTS.flatMap(([label, ...names]) => {
      const items = itemsOf(valueOf(draft, names));
      return items.length === 0 ? [] : [[label, items] as const];
    }),
  ]);
  const body = typeof excerpt === 'string' ? excerpt : '';
  const checked = parseDocument(DRAFT, renderDocument({ family: DRAFT, id, title, fields, body }), id);
  if (checked.ok) return checked.document;
  return { problem: `Draft ${id || 'without draft_id'}: ${checked.problems.map(({ message }) => message).join(' ')}` };
}

const valueOf = (draft: Record<string, unknown>, names: readonly string[]): unknown =>
  names.map((name) => own(draft, name)).find((value) => value !== undefined && value !== null);

const oneLine = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).replace(/\s+/g, ' ').trim() : '';

/** A single text is a list of one. */
const itemsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).map(oneLine).filter((item) => item !== '');
