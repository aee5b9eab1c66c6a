// What a document asks for, as sentences and items with numbers: S1, S2, … Whoever plans it says of each what becomes of it.
import type { WorkDocument } from '../contracts/documents.js';
import { IDEA } from '../contracts/families.js';
import { clipped } from '../contracts/limits.js';
import { blocksIn } from '../documents/blocks.js';
import { isIdeaFiller, proseLines } from '../documents/idea.js';
import { NOT_STATED } from '../documents/wanted.js';
import { own } from '../own.js';
import { sentencesOf } from './sentences.js';

export interface Source {
  /** `S1`; no two of a root have the same. */
  id: string;
  /** Field that it stands in; null = in the text of the document. */
  field: string | null;
  /** One line of at most 300 characters. */
  text: string;
}

/** So many of one document are numbered, and so much of each is shown. */
export const MOST_SOURCES = 200;
const LONGEST = 300;

/** Fields that say what is wanted, by family. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  spec: ['Goals', 'Non-Goals', 'Scope', 'Constraints', 'Acceptance'],
  incident: ['Observed-Symptoms'],
};

type Unnumbered = Omit<Source, 'id'>;

/** What a text of Markdown asks for, in its order. */
export const sourcesOf = (text: string): string[] =>
  blocksIn(proseLines(text))
    .filter(({ kind, text: block }) => kind !== 'heading' && !isLabel(block))
    .flatMap(({ text: block }) => partsOf(block));

/** `from`: number of the first one. A title says it where nothing else does. Empty for a family that is not planned. */
export function sourcesOfDocument(document: WorkDocument, from = 1): Source[] {
  const all = unnumbered(document).slice(0, MOST_SOURCES);
  return all.map((one, at) => ({ id: `S${from + at}`, field: one.field, text: clipped(one.text, LONGEST) }));
}

function unnumbered({ family, id, title, fields, body }: WorkDocument): Unnumbered[] {
  // The lists of an idea's own spec were taken from its text.
  const isIdea = own(fields, 'Source-Type') === IDEA && own(fields, 'Source-ID') === id && body.trim() !== '';
  const labels = isIdea ? [] : (own(FIELDS, family) ?? []);
  const inBody = plain(body);
  const items = labels.flatMap((field) =>
    listOf(own(fields, field))
      .filter((item) => isStated(item) && !inBody.includes(plain(item)))
      .flatMap((item) => partsOf(item).map((text) => ({ field, text }))),
  );
  // The text of an incident is evidence.
  const free = family === 'spec' ? sourcesOf(body).map((text) => ({ field: null, text })) : [];
  const all = unique([...items, ...free]);
  return all.length > 0 || family !== 'spec' ? all : [{ field: null, text: title }];
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

/** Not what the runtime itself put there because a field must not be empty. */
const isStated = (item: string): boolean =>
  !item.startsWith(NOT_STATED) && !isIdeaFiller(item) && !/^\S+ ended with [A-Z_]+\.?$/.test(item);

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function unique(all: readonly Unnumbered[]): Unnumbered[] {
  const seen = new Set<string>();
  return all.filter(({ text }) => {
    const key = plain(text) || text;
    return seen.has(key) ? false : seen.add(key);
  });
}

const partsOf = (block: string): string[] =>
  sentencesOf(block.replace(/\s+/g, ' ').trim())
    .map((part) => part.trim())
    .filter(saysSomething);

/** A line in bold, or some words before a list: a heading without its sign. And lines that only say who, when and which. */
const isLabel = (block: string): boolean =>
  /^(\*\*|__)[^*_]+\1:?$/.test(block) ||
  (/[:：]\*{0,2}$/.test(block) && block.split(/\s+/).length <= 3) ||
  /^\**(?:date|datum|authors?|autor|status|version|priority|(?:created|updated|opened)(?:[- ](?:at|by|on))?|owners?|tags?|labels?|ticket|reviewers?|[a-z-]*id)\**\s*:/i.test(
    block,
  );

/** There is a word in it that is no address, date, id or name of a file. */
const saysSomething = (text: string): boolean =>
  /\p{L}{2}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(
    text.replace(
      /\b[a-z][a-z0-9+.-]*:\/\/\S+|\S+@\S+\.\S+|\S*\d{4}-\d{2}-\d{2}\S*|\b[A-Z]+-\d+\b|\b[0-9a-f]{7,}\b|^[^\s`]*[/\\][^\s`]*$|^`[^`]*`[.,;]?$|^[\w-]+\.[a-z]{1,5}$/giu,
      '',
    ),
  );
