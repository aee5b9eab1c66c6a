// The canonical text of a document. Runs inside workflows: pure, and free of schema libraries.
import type { FieldValue, WorkDocument } from '../contracts/documents.js';
import type { FamilyFields, FieldSpec } from './fields.js';
import { familyFields, TITLE } from './fields.js';
import { labelled, splitLines, trimBlankLines } from './lines.js';
import { plainText } from './plain-text.js';
import { own } from '../own.js';

/**
 * Heading, scalars in the order of the family's table, lists, body. Empty values and defaults are left out. Parsing the
 * text gives back a document that came from parsing. For one that was made by hand the text is safe: line breaks in
 * values become spaces, and a body line that would be read as a field is indented by one. Throws on an unknown family.
 */
export function renderDocument(doc: WorkDocument): string {
  const table = familyFields(doc.family);
  if (table === undefined) throw new Error(`unknown work-item family: ${doc.family}`);
  const title = oneLine(doc.title);
  const fields: Record<string, FieldValue> = { ...doc.fields, [table.idLabel]: doc.id };
  const [id, ...scalars] = table.fields.filter((field) => !field.list).flatMap((field) => scalarLine(field, fields));
  const lists = table.fields.filter((field) => field.list).map((field) => listBlock(field, fields));
  const head = [id, `${TITLE}: ${title}`, ...scalars].join('\n');
  return `${[`# ${title}`, head, ...lists, bodyText(table, doc.body)].filter((part) => part !== '').join('\n\n')}\n`;
}

function scalarLine(field: FieldSpec, fields: Record<string, FieldValue>): string[] {
  const value = own(fields, field.label);
  const text = typeof value === 'string' ? oneLine(value) : '';
  return text === '' || text === field.fallback ? [] : [`${field.label}: ${text}`];
}

function listBlock(field: FieldSpec, fields: Record<string, FieldValue>): string {
  const value = own(fields, field.label);
  const items = (Array.isArray(value) ? value : []).map(oneLine).filter((item) => item !== '');
  return items.length === 0 ? '' : [`${field.label}:`, ...items.map((item) => `- ${item}`)].join('\n');
}

function bodyText(table: FamilyFields, body: string): string {
  const own = new Set([TITLE, ...table.fields.map((field) => field.label)]);
  const lines = trimBlankLines(splitLines(body));
  const { within } = plainText(lines);
  const isField = (line: string, at: number): boolean => within[at] === null && own.has(labelled(line)?.label ?? '');
  return lines.map((line, at) => (isField(line, at) ? ` ${line}` : line)).join('\n');
}

const oneLine = (text: string): string => {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  return lines.filter((line) => line !== '').join(' ');
};
