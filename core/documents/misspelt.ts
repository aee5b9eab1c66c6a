// Names of fields that are almost right: another case, blanks or `_` for dashes, marks of Markdown around it, a letter too many.
// Such a line is text as the grammar has it; whoever wrote it meant a field, so its reader is told.
import { closest } from '../closest.js';

/** A line that is text, and was meant as the field `label`. */
export interface Stray {
  label: string;
  /** As it is written there, without its value. */
  written: string;
  /** 1-based. */
  line: number;
  /** `## Label`, which may as well be a heading of the text. */
  isHeading: boolean;
}

/** The label that somebody meant who wrote this name; null when there is none so near. */
export function labelMeant(written: string, labels: readonly string[]): string | null {
  const name = plain(written);
  if (OTHER_WORDS.has(name)) return null;
  // Of short names every other word of the language is a neighbour.
  const most = name.length < 4 ? 0 : name.length < 8 ? 1 : 2;
  const near = closest(name, labels.map(plain), most);
  return labels.find((label) => plain(label) === near) ?? null;
}

/** ` Did you mean Depends-On?`, to append; empty where nothing is near. */
export function labelHint(written: string, labels: readonly string[]): string {
  const label = labelMeant(written, labels);
  return label === null ? '' : ` Did you mean ${label}?`;
}

/** The name at the beginning of a line that could be a misspelt field; null for any other line. */
export function nameIn(line: string): { name: string; written: string; isHeading: boolean } | null {
  const [, written = '', marks = '', name = '', colon = ''] = FIELD_LIKE.exec(line) ?? [];
  const isHeading = marks.startsWith('#');
  return name === '' || (colon === '' && !isHeading) ? null : { name, written, isHeading };
}

/** Indented lines are text: that is how text is kept from being read as a field. */
const FIELD_LIKE = /^(([-*+]\s|#{1,6}\s)?[*_`]*([A-Za-z][A-Za-z0-9 _-]{0,38}[A-Za-z0-9])[*_`]*\s?(?:(:)|$))/;

/** A letter away from a label, and written for what they mean. */
const OTHER_WORDS: ReadonlySet<string> = new Set(['server', 'servers']);

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
