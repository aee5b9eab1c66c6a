// Which family a broken document was meant to be of: its reason should speak of the right one.
import { DOCUMENT_FAMILIES, familyFields } from '../../core/documents/fields.js';
import { splitLines } from '../../core/documents/lines.js';
import { structured } from '../../core/documents/plain-text.js';

/**
 * Best guess among `families` (all, when there are none): the id label that names the file, else one that is there at
 * all.
 */
export function guessFamily(families: readonly string[], stem: string, text: string): string {
  const candidates = families.length > 0 ? families : DOCUMENT_FAMILIES;
  const lines = structured(splitLines(text)).map((line) => line.trim());
  const label = (family: string): string => `${familyFields(family)?.idLabel ?? 'ID'}:`;
  const named = candidates.find((family) => lines.some((line) => line === `${label(family)} ${stem}`));
  const labelled = candidates.find((family) => lines.some((line) => line.startsWith(label(family))));
  return named ?? labelled ?? candidates[0] ?? 'task';
}
