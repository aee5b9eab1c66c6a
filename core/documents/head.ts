// What lists show of a document, without checking it whole: title, creation and what it waits for.
import { familyFields, PLACE } from './fields.js';
import { itemOf, splitLines } from './lines.js';
import { structured } from './plain-text.js';

const NEEDS = 'Depends-On:';

export interface DocumentHead {
  /** From the first line; empty when there is none. */
  title: string;
  /** ISO 8601 in UTC; empty when the document does not say. */
  createdAt: string;
  /** Where a person put it in the line; absent = nobody did. */
  place?: string;
  /** Ids of tasks. */
  needs: string[];
}

/** `text`: the document or its beginning. */
export function documentHead(family: string, text: string): DocumentHead {
  const [first = '', ...rest] = splitLines(text);
  const lines = structured(rest);
  const label = `${familyFields(family)?.createdLabel ?? 'Created-At'}:`;
  const valueOf = (name: string): string | undefined =>
    lines
      .find((line) => line.startsWith(name))
      ?.slice(name.length)
      .trim();
  const created = valueOf(label) ?? '';
  const place = valueOf(`${PLACE}:`);
  const time = Date.parse(created);
  return {
    title: first.startsWith('# ') ? first.slice(2).trim() : '',
    createdAt: Number.isNaN(time) ? '' : new Date(time).toISOString(),
    ...(place ? { place } : {}),
    needs: needsIn(lines),
  };
}

function needsIn(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => line.startsWith(NEEDS));
  const inline = lines[at]?.slice(NEEDS.length).trim() ?? '';
  if (at < 0 || inline !== '') return inline === '' ? [] : [inline];
  const below = lines.slice(at + 1);
  const end = below.findIndex((line) => itemOf(line) === null);
  return below.slice(0, end < 0 ? below.length : end).map((line) => itemOf(line) ?? '');
}
