// Checks the fields of a document that was read, all of them, and gives it its normal form.
import type { FieldValue, Problem, WorkDocument } from '../contracts/documents.js';
import type { Where } from './codes.js';
import { problem } from './codes.js';
import { type FamilyFields, type FieldSpec, TITLE } from './fields.js';
import type { Stray } from './misspelt.js';
import type { RawDocument, RawEntry } from './raw.js';
import { checkValue } from './values.js';
import { clipped, LIMITS } from '../contracts/limits.js';
import { own, put } from '../own.js';

interface Found {
  problems: Problem[];
  notes: Problem[];
}

export interface Validated extends Found {
  /** Complete only when there are no problems. */
  document: WorkDocument;
}

/** Adds to the problems of the reader. `stem`: what the id has to be; undefined = any id will do. */
export function validate(table: FamilyFields, raw: RawDocument, stem?: string): Validated {
  const found: Found = { problems: [...raw.problems], notes: [] };
  const fields: Record<string, FieldValue> = {};
  for (const field of table.fields) {
    const value = fieldValue(table, field, raw, found);
    if (value !== undefined) put(fields, field.label, value);
  }
  if (raw.title.length > LIMITS.title) found.problems.push(tooLong(raw.title, LIMITS.title, titleOf(raw)));
  const id = String(own(fields, table.idLabel) ?? '');
  if (stem !== undefined && id !== '' && id !== stem) found.problems.push(misnamed(table, raw, id, stem));
  found.problems.sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity) || 0);
  return { document: { family: table.family, id, title: raw.title, fields, body: raw.body }, ...found };
}

function fieldValue(table: FamilyFields, spec: FieldSpec, raw: RawDocument, found: Found): FieldValue | undefined {
  const name = raw.spell(spec.label);
  const entries = (raw.values.get(spec.label) ?? []).filter((entry) => !saysNone(spec, entry));
  if (entries.length === 0) {
    // A field that the reader could not read is not also called missing.
    const told = raw.problems.some((known) => known.field === name);
    const stray = raw.strays.find(({ label }) => label === spec.label);
    if (spec.required && !told) found.problems.push(missing(table, spec, name, raw.endless, stray));
    else if (stray !== undefined && !stray.isHeading && !told) found.notes.push(unread(table, stray));
    return spec.fallback;
  }
  const most = spec.list ? mostItems(spec) : 1;
  if (entries.length > most) {
    // Each of them would be one more fault.
    const message = `\`${name}\` has ${String(entries.length)} items, the limit is ${String(most)}.`;
    found.problems.push(problem('MR2025', message, { field: name, line: entries[0]?.line }));
    return spec.fallback;
  }
  const values = entries.map((entry) => entryValue(spec, entry, { field: name, line: entry.line }, found));
  return spec.list ? values : values[0];
}

const mostItems = ({ kind }: FieldSpec): number => (kind === 'id' ? LIMITS.listIds : LIMITS.listItems);

function tooLong(text: string, most: number, where: Where): Problem {
  const name = where.field ?? 'The text';
  return problem('MR2024', `\`${name}\` has ${String(text.length)} characters, the limit is ${String(most)}.`, where);
}

/** It stands in the first line of a Markdown document. */
function titleOf({ spell }: RawDocument): Where {
  const field = spell(TITLE);
  return { field, line: field === TITLE ? 1 : undefined };
}

/** `Depends-On` and `Blocks` may say that there are none. */
const saysNone = (spec: FieldSpec, entry: RawEntry): boolean =>
  (spec.label === 'Depends-On' || spec.label === 'Blocks') && /^(none|n\/a|-|)$/i.test(entry.text);

function missing(
  table: FamilyFields,
  spec: FieldSpec,
  name: string,
  endless: number | null,
  stray: Stray | undefined,
): Problem {
  const need = spec.list ? 'at least one item in it' : 'it';
  const hidden = `The code fence or comment that begins in line ${String(endless)} has no end: all below it is text.`;
  const almost =
    stray === undefined ? '' : ` Line ${stray.line} says \`${shorten(stray.written)}\`: write \`${name}:\`.`;
  const message = `\`${name}\` is missing: every ${table.family} needs ${need}.${endless === null ? '' : ` ${hidden}`}${almost}`;
  return problem('MR2006', message, { field: name });
}

/** A field that need not be there, so that the document is good without it. */
function unread({ family }: FamilyFields, { label, written, line }: Stray): Problem {
  const message = `A ${family} has no field \`${shorten(written)}\`, so it is text. Did you mean ${label}?`;
  return problem('MR2031', message, { field: label, line });
}

function misnamed(table: FamilyFields, raw: RawDocument, id: string, stem: string): Problem {
  const line = raw.values.get(table.idLabel)?.[0]?.line;
  const message = `\`${table.idLabel}\` is "${shorten(id)}", but the file is named "${shorten(stem)}".`;
  return problem('MR2023', message, { field: table.idLabel, line });
}

/** The value in its normal form; what is wrong with it goes to `found`. */
function entryValue(spec: FieldSpec, entry: RawEntry, where: Where, found: Found): string {
  const name = where.field ?? spec.label;
  if (entry.text === '') {
    found.problems.push(problem('MR2004', `The list \`${name}\` holds an empty item.`, where));
    return '';
  }
  const most = spec.list ? LIMITS.listItem : LIMITS.field;
  if (entry.text.length > most) {
    found.problems.push(tooLong(entry.text, most, { ...where, field: name }));
    return '';
  }
  const verdict = checkValue(spec.kind, entry.text);
  const about = `\`${name}\`: "${shorten(entry.text)}"`;
  if ('code' in verdict) found.problems.push(problem(verdict.code, `${about} ${verdict.why}.`, where));
  else if (verdict.note !== undefined) found.notes.push(problem('MR2030', `${about} ${verdict.note}.`, where));
  return 'value' in verdict ? verdict.value : entry.text;
}

const shorten = (text: string): string => clipped(text, 80);
