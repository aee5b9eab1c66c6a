// An audit as one file: a first line that says what it holds, the lines of the audit as they are, and a last line with the sha256 of all
// before it. A file that lost its end, and one that was made while something was under way, say so themselves.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { isListOf, isRecord, isText } from '../form.js';
import { jsonObject } from '../json-lines.js';
import type { Head } from './line.js';

export const EXPORT_FORMAT = 'millrace-audit-export-1';

export interface ExportHeader {
  format: typeof EXPORT_FORMAT;
  workspace: string;
  /** ISO 8601. */
  exportedAt: string;
  /** Numbers of its lines, from 1 on; 0 = it has none. */
  last: number;
  /** Hash of the last one. */
  head: string;
  /** What was under way, in words; none = nothing was. */
  open: string[];
  /** Public keys of operators that were known, by name. */
  keys: Record<string, string>;
}

/** What is known of a workspace whose audit is exported. */
export type ExportFacts = Omit<ExportHeader, 'format' | 'last' | 'head'>;

const headerText = ({ workspace, exportedAt, open, keys }: ExportFacts, { seq, hash }: Head): string =>
  JSON.stringify({ format: EXPORT_FORMAT, workspace, exportedAt, last: seq, head: hash, open, keys });

/** The file in parts. `lines`: of the audit, as many as `head` counts. */
export function* exportParts(facts: ExportFacts, head: Head, lines: Iterable<string>): Generator<string> {
  const sum = newSum();
  const first = headerText(facts, head);
  for (const text of [first, ...lines]) yield sum.add(text);
  yield `${endText(head, sum.digest())}\n`;
}

/** The last line. `digest`: of all bytes before it. */
export const endText = ({ seq, hash }: Head, digest: string): string =>
  JSON.stringify({ end: EXPORT_FORMAT, lines: seq, head: hash, sha256: digest });

export const isEnd = (text: string): boolean => text.startsWith('{"end":');

/** Null when the text is no first line of an export. */
export function readHeader(text: string): ExportHeader | null {
  const found = jsonObject(text);
  if (found === null || found['format'] !== EXPORT_FORMAT) return null;
  const { workspace, exportedAt, last, head, open, keys } = found;
  const hasWords = [workspace, exportedAt, head].every(isText);
  if (!hasWords || !Number.isSafeInteger(last) || !isListOf(isText)(open) || !isRecord(keys)) return null;
  return found as unknown as ExportHeader;
}

interface Sum {
  /** Counts a line in; gives it as it stands in the file. */
  add(text: string): string;
  digest(): string;
}

export function newSum(): Sum {
  const hash = sha256.create();
  return {
    add(text) {
      hash.update(utf8ToBytes(`${text}\n`));
      return `${text}\n`;
    },
    digest: () => bytesToHex(hash.clone().digest()),
  };
}
