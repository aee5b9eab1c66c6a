// Which family a broken document was meant to be of: its reason should speak of the right one.
import { DOCUMENT_FAMILIES, familyFields } from '../../core/documents/fields.js';
import { labelled, splitLines } from '../../core/documents/lines.js';
import { structured } from '../../core/documents/plain-text.js';

/**
 * Best guess among `families` (all, when there are none): the id label that names the file, else one that is there at
 * all, else the family with most fields of its own there.
 */
export function guessFamily(families: readonly string[], stem: string, text: string): string {
  const candidates = families.length > 0 ? families : DOCUMENT_FAMILIES;
  const lines = structured(splitLines(text)).map((line) => line.trim());
  const label = (family: string): string => `${familyFields(family)?.idLabel ?? 'ID'}:`;
  const named = candidates.find((family) => lines.some((line) => line === `${label(family)} ${stem}`));
  const told = candidates.find((family) => lines.some((line) => line.startsWith(label(family))));
  return named ?? told ?? likest(candidates, lines) ?? candidates[0] ?? 'task';
}

/** The first of those that know most of the labels; those that all of them know tell nothing. */
function likest(families: readonly string[], lines: readonly string[]): string | undefined {
  const present = new Set(lines.flatMap((line) => labelled(line)?.label ?? []));
  const known = (family: string): number =>
    (familyFields(family)?.fields ?? []).filter((field) => present.has(field.label)).length;
  return families.toSorted((a, b) => known(b) - known(a))[0];
}
