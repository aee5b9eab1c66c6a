// A document of what somebody wants, in words: what nobody stated says so, and the stages that work on it know how to treat it.
import type { FieldValue, WorkDocument } from '../contracts/documents.js';
import { isRootless } from '../contracts/ids.js';
import { DOCUMENT_FAMILIES, familyFields, TITLE } from './fields.js';
import { ideaHead, proseLines } from './idea.js';
import { labelled, splitLines } from './lines.js';
import { structured } from './plain-text.js';
import { readable } from './readable.js';
import { own } from '../own.js';
import { NOT_STATED, type Wanted, wantedIn } from './wanted.js';

/** Who gives a document in, and when. */
export interface Stamp {
  id: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  createdBy: string;
}

/** A wish to learn that names no action: where there is no such skill so far, the Analyst says so, and one is made. */
const IMPROVE = 'improve';
const NO_MORE = `${NOT_STATED}: nothing beyond the title and the text.`;
const PROJECT = `${NOT_STATED}: the checks that the project itself has.`;

/** Required fields of each family that can do without what only a person knows. `words`: the first line of what was said. */
const DEFAULTS: Readonly<Record<string, (words: string, id: string, wanted: Wanted) => Record<string, FieldValue>>> = {
  task: (_words, _id, { acceptance }) => ({
    'Target-Paths': [`${NOT_STATED}: the files that the work needs, and no others.`],
    Acceptance: acceptance,
    'Required-Checks': [PROJECT],
    References: [NO_MORE],
    Risk: [`${NOT_STATED}: nobody has assessed it.`],
  }),
  spec: (words, id, { goals, constraints, acceptance }) => ({
    ...{ Summary: words, 'Source-Type': 'manual', 'Root-Spec-ID': id },
    Goals: goals,
    Constraints: constraints.length === 0 ? [NO_MORE] : constraints,
    Acceptance: acceptance,
    References: [NO_MORE],
  }),
  probe: (words) => ({ Summary: words, Request: words }),
  // Which skill is meant, if there is one, the Analyst finds out.
  learning_request: (words) => ({ Summary: words, 'Requested-Action': IMPROVE }),
};

/** A family that a workspace added needs nothing but id, time and author. */
const fillOf = (family: string): (typeof DEFAULTS)[string] | undefined =>
  own(DEFAULTS, family) ?? (DOCUMENT_FAMILIES.includes(family) ? undefined : () => ({}));

/** Whether a few words make a document of this family. */
export const canBeWorded = (family: string): boolean => fillOf(family) !== undefined;

/** Whether a text is words, and not a document, perhaps a faulty one: it has no heading in its first line and no field. */
export function isWords(family: string, text: string): boolean {
  const lines = splitLines(text);
  const labels = new Set([TITLE, ...(familyFields(family)?.fields ?? []).map(({ label }) => label)]);
  return (
    !/^\s*(?:#{1,6}\s|\{)/.test(text) && !structured(lines).some((line) => labels.has(labelled(line)?.label ?? ''))
  );
}

/** The title is their first line, the rest stands below the fields. Null for a family that needs more than words. */
export function documentOfWords(
  family: string,
  words: string,
  { id, createdAt, createdBy }: Stamp,
): WorkDocument | null {
  const fill = fillOf(family);
  const table = familyFields(family);
  if (fill === undefined || table === undefined) return null;
  const { title } = ideaHead(words, family);
  const stamps = { [table.idLabel]: id, [table.createdLabel]: createdAt, 'Created-By': createdBy };
  const body = words.trim() === title ? '' : words;
  const wanted = wantedIn(proseLines(words), title);
  return { family, id, title, fields: { ...fill(title, id, wanted), ...stamps }, body };
}

const SLUG_LENGTH = 60;

/** Readable ids for a title, one after the other: the first that is free is taken. */
export function* idsFor(family: string, title: string): Generator<string> {
  const first = firstIdFor(family, title);
  yield first;
  for (let count = 2; ; count += 1) yield `${first}-${count}`;
}

/** Its first words in small letters, as many as have room. `family`: for a title without letters. */
export function firstIdFor(family: string, title: string): string {
  const words =
    readable(title)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const slug = words.reduce((text, word) => (fits(text, word) ? [text, word].filter(Boolean).join('-') : text), '');
  return slug === '' || isRootless(slug) ? family.replaceAll('_', '-') : slug;
}

const fits = (text: string, word: string): boolean => text.length + word.length < SLUG_LENGTH;
