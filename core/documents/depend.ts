// A document that depends on another task than before.
import { sha256Hex } from '../contracts/digest.js';
import { parseDocument } from './parse.js';
import { renderDocument } from './render.js';

/** Ids that the document says it depends on; none when it cannot be read. */
export function dependsOnIn(family: string, text: string): string[] {
  const parsed = parseDocument(family, text);
  const ids = parsed.ok ? parsed.document.fields['Depends-On'] : undefined;
  return Array.isArray(ids) ? ids : [];
}

/** The text with `to` in place of each of `from`, and both digests; null when it depends on none of them. */
export function redirected(
  family: string,
  text: string,
  from: readonly string[],
  to: string,
): { text: string; was: string; sha256: string } | null {
  const parsed = parseDocument(family, text);
  const ids = dependsOnIn(family, text);
  if (!parsed.ok || !ids.some((id) => from.includes(id))) return null;
  const named = [...new Set(ids.map((id) => (from.includes(id) ? to : id)))];
  const fields = { ...parsed.document.fields, 'Depends-On': named };
  const changed = renderDocument({ ...parsed.document, fields });
  return { text: changed, was: sha256Hex(text), sha256: sha256Hex(changed) };
}
