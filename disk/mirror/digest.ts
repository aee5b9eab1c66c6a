// What stands in a document's place, as a digest.
import { MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { digestOf, readPlain } from '../plain.js';

/**
 * Digest of a file under `millrace-agents/`. Null: there is none. For what cannot be a document, a word that is no
 * digest.
 */
export function digestAt(dirs: Dirs, relative: string): string | null {
  const found = readPlain(shownFile(dirs, relative), MAX_DOCUMENT_BYTES);
  if (found.ok) return digestOf(found.bytes);
  return found.missing ? null : 'not a document';
}
