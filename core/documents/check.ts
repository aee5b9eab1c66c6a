// The one gate for a file that wants to be a work item: its bytes, its text, its fields and its name.
import type { Problem, WorkDocument } from '../contracts/documents.js';
import { problem } from './codes.js';
import { parseDocument } from './parse.js';

/** Largest document in bytes. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

export type CheckedFile =
  /** `text` is exactly what the bytes say, byte order mark and CRLF included: encoded again it gives the same bytes. */
  { ok: true; document: WorkDocument; text: string; notes: Problem[] } | { ok: false; problems: Problem[] };

/** `stem` is the file's name without `.md`. A file that is too large, not UTF-8 or binary is not looked into further. */
export function checkFile(family: string, stem: string, bytes: Uint8Array): CheckedFile {
  const text = decodeText(bytes);
  if (typeof text !== 'string') return { ok: false, problems: [text] };
  const parsed = parseDocument(family, text, stem);
  return parsed.ok ? { ...parsed, text } : parsed;
}

/** The text of a document, or why its bytes are none: too large, not UTF-8, binary. */
export function decodeText(bytes: Uint8Array): string | Problem {
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    const sizes = `${String(bytes.length)} bytes, the limit is ${String(MAX_DOCUMENT_BYTES)}`;
    return problem('MR2020', `The document is too large: ${sizes}.`);
  }
  const text = decode(bytes);
  if (text === null) return problem('MR2021', 'The document is not UTF-8 text.');
  const nul = text.indexOf('\0');
  if (nul < 0) return text;
  return problem('MR2022', 'The document holds NUL characters.', { line: text.slice(0, nul).split('\n').length });
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
