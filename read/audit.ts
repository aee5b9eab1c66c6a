// The audit of a workspace, as its lines say it: read from our state folder, without a server.
import { type AuditLine, beginning, type Head, readLine } from '../core/audit/line.js';
import { type Chain, newChain } from '../core/audit/chain.js';
import { own } from '../core/own.js';
import { auditLines, segmentsIn } from '../disk/audit/segments.js';
import { readEndOf, readText } from '../disk/read.js';

/** A line is bounded far below this. */
const LAST_BYTES = 256 * 1024;

/** Where the audit stands by its last whole line, which nobody checked; its beginning where there is none. `state`: our state folder. */
export function auditHead(state: string, workspace: string): Head {
  for (const file of segmentsIn(state).reverse()) {
    const lines = (readEndOf(file, LAST_BYTES)?.text ?? '').split('\n').slice(0, -1).reverse();
    for (const text of lines) {
      const read = readLine(text);
      if (read !== null) return { seq: read.line.seq, hash: read.line.hash };
    }
  }
  return beginning(workspace);
}

/** What can be read of it, oldest first. */
export function* decisionsOf(state: string): Generator<AuditLine> {
  for (const { text } of auditLines(state)) {
    const read = readLine(text);
    if (read !== null) yield read.line;
  }
}

const HALF =
  'only half of it is there: writing it was cut off, and nobody was told of it. The next decision puts it aside';

/** The last ones before a number, the newest first; reads no more files than that takes. */
export function latestDecisions(state: string, { before, most }: { before: number; most: number }): AuditLine[] {
  const found: AuditLine[] = [];
  for (const file of segmentsIn(state).reverse()) {
    const lines = (readText(file) ?? '').split('\n').reverse();
    for (const text of lines) {
      const line = readLine(text)?.line;
      if (line !== undefined && line.seq < before) found.push(line);
      if (found.length >= most) return found;
    }
  }
  return found;
}

/** Looks the whole audit through. `seen`: is told of each good line. */
export function auditChain(state: string, workspace: string, seen: (line: AuditLine) => void): Chain {
  const chain = newChain(workspace);
  for (const { text, isHalf } of auditLines(state)) {
    if (isHalf && chain.fault === null) chain.fault = { line: chain.head.seq + 1, what: HALF };
    const line = chain.take(text);
    if (line !== null) seen(line);
  }
  return chain;
}

/** Whether the decision is about this: its command, or a thing of this name. `id`: of an item, a root, an approval, a command. */
export function isAbout({ what, before, after }: AuditLine, id: string): boolean {
  const names = [...Object.keys(before), ...Object.keys(after)];
  const args = 'args' in what ? what.args : {};
  const said = ['id', 'root', 'approval', 'replacement'].map((name) => own(args, name));
  return what.id === id || what.command === id || said.includes(id) || names.some((name) => isNamed(name, id));
}

/** `task T-42` is called T-42, too. */
const isNamed = (name: string, id: string): boolean => name === id || name.slice(name.indexOf(' ') + 1) === id;
