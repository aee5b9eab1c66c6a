// Every fault and note of a work document has a stable code; this table says what to do about each.
import type { Problem } from '../contracts/documents.js';

/** Code -> what to do next. `MR203x` are notes: the document is accepted. */
export const DOCUMENT_HINTS = {
  MR2001: 'Make the very first line `# Title`.',
  MR2002: 'Make `Title:` repeat the heading, or leave it out: the heading is the title.',
  MR2003: 'Keep one of the two lines.',
  MR2004: 'Write every entry as `- item` and end the list with a blank line; leave the label out when there is none.',
  MR2005: 'Write a single value on the line of the label; write a list as a bare `Label:` with `- item` lines below.',
  MR2006: 'Add the field.',
  MR2007: 'Use one of the allowed values.',
  MR2008: 'Write it as 2026-01-31T09:00:00Z.',
  MR2009: 'Begin with a letter or digit, go on with letters, digits, `.`, `_` or `-`; at most 120 characters.',
  MR2010: 'Choose another id.',
  MR2011: 'Use one of the known families.',
  MR2012: 'Give one JSON object with the field names in snake_case.',
  MR2013: 'Remove the field or correct its name.',
  MR2014: 'Give a single line of text, or an array of such for a list.',
  MR2020: 'Shorten the document and refer to large material by path.',
  MR2021: 'Save the file as UTF-8.',
  MR2022: 'Remove the NUL characters; the file may be binary or UTF-16.',
  MR2023: 'Rename the file or correct the id.',
  MR2024: 'Shorten it: what is long belongs below the fields, or in a file that the document refers to.',
  MR2025: 'Name fewer: divide the work, or let one task stand for many.',
  MR2030: 'Add `Z` or an offset such as `+02:00` when UTC is not what was meant.',
  MR2031: 'Write the label as it is named, at the beginning of its line; leave it as it is where text was meant.',
} as const satisfies Record<string, string>;

export type DocumentCode = keyof typeof DOCUMENT_HINTS;

/** Where a problem is. `line` is 1-based; undefined = not to be told, for example for a missing field. */
export interface Where {
  field?: string | undefined;
  line?: number | undefined;
}

export function problem(code: DocumentCode, message: string, where: Where = {}): Problem {
  return {
    code,
    message,
    ...(where.field === undefined ? {} : { field: where.field }),
    ...(where.line === undefined ? {} : { line: where.line }),
    hint: DOCUMENT_HINTS[code],
  };
}
