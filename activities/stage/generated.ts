// A document that a stage leaves under the name that the reference gives it, and not in its outbox.
import type { WorkDocument } from '../../core/contracts/documents.js';
import { MAX_DOCUMENT_BYTES, decodeText } from '../../core/documents/check.js';
import { parseDocument, parseJsonDocument } from '../../core/documents/parse.js';
import { sentence } from '../../disk/intake/examine.js';
import type { LeftByStage } from './left.js';

/** `detail`: what is wrong with it, in sentences. */
export type Found = WorkDocument | { detail: string };

type Ending = 'json' | 'md';

/** Null when there is none of these names. */
export function generated(desk: LeftByStage, family: string, nameOf: (ending: Ending) => string): Found | null {
  for (const ending of ['json', 'md'] as const) {
    const name = nameOf(ending);
    const bytes = desk.bytes(name);
    const reason = desk.leftOut(name) ?? tooLong(bytes);
    if (reason !== null) return { detail: `${name}: ${reason}.` };
    if (bytes === null) continue;
    const text = decodeText(bytes);
    if (typeof text !== 'string') return { detail: `${name}: ${sentence(text)}` };
    return readAs(family, text, ending);
  }
  return null;
}

const tooLong = (bytes: Uint8Array | null): string | null =>
  bytes === null || bytes.length <= MAX_DOCUMENT_BYTES
    ? null
    : `it has ${bytes.length} bytes; a document may have ${MAX_DOCUMENT_BYTES}. Shorten it`;

export function readAs(family: string, text: string, ending: Ending = 'md'): Found {
  const read = ending === 'json' ? parseJsonDocument(family, text) : parseDocument(family, text);
  return read.ok ? read.document : { detail: `The ${family} is not valid: ${read.problems.map(sentence).join(' ')}` };
}
