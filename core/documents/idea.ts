// An idea is free Markdown. It becomes a spec that is the root of a lineage of its own and carries the whole text of the idea.
import type { WorkDocument } from '../contracts/documents.js';
import { IDEA } from '../contracts/families.js';
import { isBlank, splitLines } from './lines.js';
import { structured } from './plain-text.js';
import { readable } from './readable.js';
import { wantedIn } from './wanted.js';

/** What is known of an idea when it is taken in. */
export interface IdeaOrigin {
  /** Of the spec. */
  id: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  createdBy: string;
  /** Where its text is kept, and where it came from. */
  references: readonly string[];
  /** The spec that an earlier text of this idea became; null when there is none. */
  revises: string | null;
}

const PREFIX = `${IDEA}-`;
/** Leaves room for the prefix and for what tells two texts of one name apart. */
const STEM_LENGTH = 100;
const LINE_LENGTH = 200;

/** Id that an idea of this name has: what no id may hold is written in letters that it may, or becomes `-`. `name`: without `.md`. */
export const ideaId = (name: string): string => idOf(readable(name));

/** The id that earlier builds gave to this name: they dropped every letter that no id may hold. */
const formerId = (name: string): string => idOf(name);

function idOf(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, STEM_LENGTH);
  const stem = safe.replace(/^[-._]+|[-.]+$/g, '') || IDEA;
  return stem.startsWith(PREFIX) ? stem : PREFIX + stem;
}

const told = (id: string, sha256: string): string => `${id}-${sha256.slice(0, 8)}`;

/** The ids that a text of this name may have: the first that no other text has is the one. `sha256`: of the text. */
export const ideaIds = (name: string, sha256: string): string[] => [ideaId(name), told(ideaId(name), sha256)];

/** The ids that it may have of an earlier build, which it keeps; empty where they are the same. */
export const formerIdeaIds = (name: string, sha256: string): string[] =>
  formerId(name) === ideaId(name) ? [] : [formerId(name), told(formerId(name), sha256)];

/** Whether the two could be texts of one name. */
export const isIdOfName = (id: string, name: string): boolean =>
  [ideaId(name), formerId(name)].some(
    (own) => id === own || (id.startsWith(`${own}-`) && /^[0-9a-f]{8}$/.test(id.slice(own.length + 1))),
  );

/** The first heading, else the first line, else `name`; and the first line after it that says something else. */
export function ideaHead(text: string, name: string): { title: string; summary: string } {
  const prose = proseLines(text).filter((line) => !isBlank(line));
  const shown = structured(prose).filter((line) => !isBlank(line));
  // Where everything stands in a fence, that is all there is to name it by.
  const lines = shown.length > 0 ? shown : prose;
  const heading = lines.findIndex((line) => /^#{1,6}\s+\S/.test(line));
  const at = Math.max(heading, 0);
  const title = plain(lines[at] ?? '') || plain(name) || IDEA;
  const later = lines.slice(at + 1).map(plain);
  return { title, summary: later.find((line) => line !== '' && line !== title) ?? WORK_OUT + title };
}

const WORK_OUT = 'Work out the idea: ';
const CONSTRAINT = 'Do what the idea below asks for, and nothing beside it.';
/** Of earlier builds. */
const ACCEPTANCE = 'What the idea below asks for is there, and was seen to work.';
const EARLIER = ' came of an earlier text of this idea; this text counts.';

/** Whether an item is one that says nothing beyond the idea's text: fields of a spec must not be empty. */
export const isIdeaFiller = (item: string): boolean =>
  item === CONSTRAINT || item === ACCEPTANCE || item.startsWith(WORK_OUT) || item.endsWith(EARLIER);

export function specOfIdea(text: string, name: string, origin: IdeaOrigin): WorkDocument {
  const { id, createdAt, createdBy, references, revises } = origin;
  const { title, summary } = ideaHead(text, name);
  const { goals, constraints, acceptance } = wantedIn(proseLines(text), title);
  const earlier = revises === null ? [] : [`Spec ${revises}${EARLIER}`];
  return {
    family: 'spec',
    id,
    title,
    fields: {
      ...{ 'Spec-ID': id, Summary: summary, 'Source-Type': IDEA, 'Source-ID': id },
      ...{ 'Root-Idea-ID': id, 'Root-Spec-ID': id, 'Created-At': createdAt, 'Created-By': createdBy },
      Goals: goals,
      Constraints: [CONSTRAINT, ...constraints, ...earlier],
      Acceptance: acceptance,
      References: [...references, ...(revises === null ? [] : [`Revises: spec ${revises}`])],
    },
    body: text.replace(/^\uFEFF/, ''),
  };
}

/** The lines without those of a front matter. */
export function proseLines(text: string): string[] {
  const lines = splitLines(text);
  const fence = /^(---|\+\+\+)\s*$/.exec(lines[0] ?? '')?.[1];
  const end = fence === undefined ? -1 : lines.findIndex((line, index) => index > 0 && line.trimEnd() === fence);
  return lines.slice(end + 1);
}

/** A line without the signs of a heading or of an item, and not longer than a title may be. */
const plain = (line: string): string =>
  line
    .trim()
    .replace(/^(#{1,6}|[-*+>])(\s+|$)/, '')
    .replace(/\s+#+$/, '')
    .trim()
    .slice(0, LINE_LENGTH)
    .trim();
