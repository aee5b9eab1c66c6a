// One line of the audit: a decision, its number, and the hash of the line before. The hash of a line is the sha256 of its own bytes
// without the hash: whoever changes one has to write all that follow anew.
import type { Decision } from '../contracts/audit.js';
import { sha256Hex } from '../contracts/digest.js';
import { jsonObject } from '../json-lines.js';

/** Where a chain stands: number and hash of its last line. */
export interface Head {
  seq: number;
  hash: string;
}

export interface AuditLine extends Decision {
  seq: number;
  prev: string;
  hash: string;
}

/** Before the first line of a workspace: no chain fits under the id of another. */
export const beginning = (workspace: string): Head => ({ seq: 0, hash: sha256Hex(`millrace-audit-1 ${workspace}`) });

/** The line that follows `head`, and where the chain stands with it. */
export function lineAfter(head: Head, decision: Decision): { text: string; head: Head } {
  const { at, who, what, why, before, after, answer } = decision;
  const seq = head.seq + 1;
  const body = JSON.stringify({ seq, at, who, what, why, before, after, answer, prev: head.hash });
  const hash = sha256Hex(body);
  return { text: `${body.slice(0, -1)},"hash":"${hash}"}`, head: { seq, hash } };
}

const HASHED = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/s;

/** What a line holds, and whether its hash is that of its bytes; null when it is no line of an audit. */
export function readLine(text: string): { line: AuditLine; isWhole: boolean } | null {
  const [, body, hash] = HASHED.exec(text) ?? [];
  const line = body === undefined ? null : jsonObject(text);
  if (line === null || !isLine(line)) return null;
  return { line, isWhole: sha256Hex(`${body}}`) === hash };
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** As far as readers look into it. */
function isLine(found: object): found is AuditLine {
  const line = found as Record<string, unknown>;
  const hasParts = ['who', 'what', 'before', 'after', 'answer'].every((part) => isObject(line[part]));
  const hasWords = ['at', 'why', 'prev', 'hash'].every((word) => typeof line[word] === 'string');
  if (!hasParts || !hasWords || !Number.isSafeInteger(line['seq'])) return false;
  const { who, what, answer } = line as unknown as AuditLine;
  return [who.issuer, what.command, what.id, answer.code, answer.text].every((word) => typeof word === 'string');
}
