// Which spec an earlier text of an idea became: a file that was edited is a new version of what it was.
import path from 'node:path';
import { isIdOfName } from '../../core/documents/idea.js';
import { parseDocument } from '../../core/documents/parse.js';
import type { Dirs } from '../dirs.js';
import { textAt } from '../mirror/difference.js';
import { listDocuments, spotOf } from './folders.js';

/** The newest spec that came of a file of this name, `id` left out; null when there is none. */
export function earlierSpec(dirs: Dirs, name: string, id: string, fileName: string): string | null {
  const files = listDocuments(dirs, 'all').filter((file) => {
    const spot = spotOf(file);
    return spot?.family === 'spec' && spot.id !== id && isIdOfName(spot.id, name);
  });
  const found = files.flatMap((file) => createdFrom(textAt(dirs, file) ?? '', fileName) ?? []);
  return found.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0]?.id ?? null;
}

function createdFrom(text: string, fileName: string): { id: string; createdAt: string } | null {
  const parsed = parseDocument('spec', text);
  if (!parsed.ok) return null;
  const { id, fields } = parsed.document;
  const references = Array.isArray(fields['References']) ? fields['References'] : [];
  const isIts = references.some((reference) => path.basename(reference) === fileName);
  return isIts ? { id, createdAt: String(fields['Created-At']) } : null;
}
