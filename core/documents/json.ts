// Reads the JSON form: one object with the labels in snake_case. It has no body, and unlike in Markdown nothing unknown.
import type { Problem } from '../contracts/documents.js';
import { clipped } from '../contracts/limits.js';
import { DEEPEST, isDeeperThan } from '../depth.js';
import { problem } from './codes.js';
import type { FamilyFields, FieldSpec } from './fields.js';
import { TITLE } from './fields.js';
import { labelHint } from './misspelt.js';
import type { RawDocument, RawEntry } from './raw.js';

/** So many names are compared with ours: more is no document that somebody wrote by hand. */
const ASKED = 200;

const snake = (label: string): string => label.toLowerCase().replaceAll('-', '_');
const titleField: FieldSpec = { label: TITLE, kind: 'text', list: false, required: true };

export function scanJson(table: FamilyFields, text: string): RawDocument {
  const problems: Problem[] = [];
  const byKey = new Map([titleField, ...table.fields].map((field) => [snake(field.label), field]));
  const values = new Map<string, RawEntry[]>();
  const input = readObject(text, problems);
  for (const [key, value] of Object.entries(input ?? {})) {
    const field = byKey.get(key);
    const entries =
      field === undefined
        ? unknownKey(table, key, [...byKey.keys()], problems)
        : entriesOf(field, key, value, problems);
    if (field !== undefined && entries.length > 0) values.set(field.label, entries);
  }
  const title = values.get(TITLE)?.[0]?.text ?? '';
  if (input !== null && title === '' && !problems.some((known) => known.field === 'title')) {
    problems.push(problem('MR2006', `\`title\` is missing: every ${table.family} needs it.`, { field: 'title' }));
  }
  values.delete(TITLE);
  return { title, values, body: '', endless: null, strays: [], problems, spell: snake };
}

function readObject(text: string, problems: Problem[]): object | null {
  try {
    const input: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (isDeeperThan(DEEPEST, input)) {
      problems.push(problem('MR2012', `The document has values in more than ${DEEPEST} lists and tables.`));
      return null;
    }
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
    problems.push(problem('MR2012', 'The document is JSON, but not an object.'));
  } catch (error) {
    problems.push(problem('MR2012', `The document is not valid JSON: ${(error as Error).message}.`));
  }
  return null;
}

function unknownKey(table: FamilyFields, key: string, known: readonly string[], problems: Problem[]): RawEntry[] {
  const field = clipped(key, 80);
  const hint = problems.length < ASKED ? labelHint(field, known) : '';
  const message = `A ${table.family} has no field \`${field}\`.${hint}`;
  problems.push(problem('MR2013', message, { field }));
  return [];
}

function entriesOf(field: FieldSpec, key: string, value: unknown, problems: Problem[]): RawEntry[] {
  if (value === null) return [];
  const items: unknown[] = field.list && Array.isArray(value) ? value : [value];
  const texts = items.map((item) => asText(field, item));
  const good = texts.filter(isOneLine).map((text) => ({ text: text.trim(), line: undefined }));
  if (good.length < texts.length) {
    const need = field.list ? 'an array of single lines of text' : 'a single line of text';
    problems.push(problem('MR2014', `\`${key}\` must be ${need}.`, { field: key }));
  }
  return field.list ? good : good.filter((entry) => entry.text !== '');
}

/** Booleans and objects may be written as such. */
function asText({ kind }: FieldSpec, item: unknown): unknown {
  if (kind === 'bool' && typeof item === 'boolean') return String(item);
  return kind === 'json' && typeof item === 'object' ? JSON.stringify(item) : item;
}

/** A value that brought its own line breaks could smuggle in fields once it is rendered as Markdown. */
const isOneLine = (value: unknown): value is string => typeof value === 'string' && !/[\r\n\0]/.test(value);
