// One line of the audit: a decision, its number, and the hash of the line before. The hash of a line is the sha256 of its own bytes
// without the hash: whoever changes one has to write all that follow anew.
import { type Decision, isSignature } from '../contracts/audit.js';
import { sha256Hex } from '../contracts/digest.js';
import { hasForm, isCount, isText, orAbsent } from '../form.js';
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

/** As far as readers look into it. */
function isLine(found: Record<string, unknown>): found is Record<string, unknown> & AuditLine {
  return LINE(found);
}

const PART = hasForm({});
const LINE = hasForm({
  ...{ seq: isCount, at: isText, why: isText, prev: isText, hash: isText },
  ...{
    who: hasForm({ issuer: isText, signed: orAbsent(isSignature), key: orAbsent(isText) }),
    what: hasForm({ command: isText, id: isText }),
  },
  ...{ before: PART, after: PART, answer: hasForm({ code: isText, text: isText }) },
});
