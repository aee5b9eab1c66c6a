// The front matter of a SKILL.md: YAML with `name` and `description`, whatever else it may hold.
import { parseDocument } from 'yaml';
import { splitFrontMatter } from './front-matter.js';
import { own } from '../own.js';

export interface SkillFront {
  name: string;
  description: string;
}

/** More is no front matter: reading it would cost more than its length. */
const MOST = 8000;

/** Or what is wrong with it, in a sentence. */
export function readFront(text: string): SkillFront | string {
  const yaml = splitFrontMatter(text).front;
  if (yaml === null) return 'It does not begin with front matter between two lines `---`.';
  if (yaml.length > MOST) return `Its front matter has ${yaml.length} characters; at most ${MOST} are read.`;
  if (/(?:[[{][^[{]*){200}/.test(yaml)) return 'Its front matter has more lists and tables than a skill needs.';
  const fields = fieldsOf(yaml);
  if (typeof fields === 'string') return `Its front matter is no YAML: ${fields}`;
  const missing = ['name', 'description'].filter((key) => !textOf(own(fields, key)));
  if (missing.length > 0) return `Its front matter has no ${missing.join(' and no ')}.`;
  return { name: textOf(fields['name']), description: textOf(fields['description']) };
}

type Fields = Record<string, unknown>;

function fieldsOf(yaml: string): Fields | string {
  const document = parseDocument(yaml, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) return plainFields(yaml) ?? error.message.split('\n')[0] ?? '';
  const value = valueOf(document);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : 'it is no table, or its aliases name too much.';
}

/** Null where aliases name aliases until it would fill the memory. */
function valueOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 10 });
  } catch {
    return null;
  }
}

/** A description with a colon in it is no YAML, and yet often written: then the lines are taken as they are. */
function plainFields(yaml: string): Fields | null {
  const lines = yaml.split(/\r?\n/).map((line) => /^(name|description):[ \t]+(.*)$/.exec(line) ?? []);
  const fields = Object.fromEntries(lines.flatMap(([, key, value]) => (key === undefined ? [] : [[key, value]])));
  return Object.keys(fields).length === 2 ? fields : null;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).replace(/\s+/g, ' ').trim() : '';
