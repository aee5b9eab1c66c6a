// What a process knows of an audit that it appends to: where the chain stands, and which decisions are in it. Others append too, so it looks
// again at each time; as long as the file is the same it reads only what is new.
import path from 'node:path';
import type { Decision } from '../../core/contracts/audit.js';
import type { AnswerCode } from '../../core/contracts/commands.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { type AuditLine, beginning, type Head, readLine } from '../../core/audit/line.js';
import { ANSWERS_KEPT } from '../../core/engine/workspace/scheduler-state.js';
import { statOf } from '../files.js';
import { type Mark, readNews } from '../tail.js';
import { segmentsIn } from './segments.js';

/** Lines that are remembered: a batch that is tried again is among them. */
const REMEMBERED = 4000;

interface Trace {
  seq: number;
  id: string;
  at: string;
  code: AnswerCode;
  same: string;
}

export interface Known {
  head: Head;
  /** Absolute path of the last file; null while there is none. */
  file: string | null;
  /** Bytes of it that are whole lines, and all. */
  whole: number;
  size: number;
  traces: Trace[];
  mark: Mark | null;
}

const known = new Map<string, Known>();

/** As it is now. Hold the lock of the audit. */
export function lookAgain(state: string): Known {
  const files = segmentsIn(state);
  const file = files.at(-1) ?? null;
  const before = known.get(state);
  const now = before !== undefined && before.file === file && readOn(before) ? before : readAnew(state, files);
  if (now.traces.length > 2 * REMEMBERED) now.traces = now.traces.slice(-REMEMBERED);
  known.set(state, now);
  return now;
}

/** Takes what is new in the same file. False where another file lies there by now. */
function readOn(now: Known): boolean {
  if (now.file === null) return true;
  const news = readNews(now.file, now.mark);
  if (news.anew) return false;
  take(now, news.text);
  measure(now, news.mark);
  return true;
}

/** A repeat is never further back than the last two files. */
function readAnew(state: string, files: readonly string[]): Known {
  const now: Known = { head: beginning(path.basename(state)), file: null, whole: 0, size: 0, traces: [], mark: null };
  for (const file of files.slice(-2)) {
    const news = readNews(file, null);
    now.file = file;
    take(now, news.text);
    measure(now, news.mark);
  }
  return now;
}

function measure(now: Known, mark: Mark | null): void {
  now.mark = mark;
  now.whole = mark?.offset ?? 0;
  now.size = now.file === null ? 0 : (statOf(now.file)?.size ?? 0);
}

function take(now: Known, text: string): void {
  for (const one of text.split('\n').slice(0, -1)) {
    const read = readLine(one);
    // What is damaged stays, and is found by whoever verifies; the chain goes on behind it.
    now.head = read === null ? { seq: now.head.seq + 1, hash: sha256Hex(one) } : read.line;
    if (read !== null) now.traces.push(traceOf(read.line));
  }
}

const traceOf = ({ seq, what, at, who, why, answer }: AuditLine): Trace => ({
  ...{ seq, id: what.id, at, code: answer.code },
  same: sameness({ what, who, why }),
});

/**
 * Whether it is in the chain: this very decision, or the same command under the same id among the last that a workspace remembers. Such a
 * one comes twice only where the server lost its data in between, or where it was refused; later on a workspace carries an old id out anew.
 */
export function isIn({ head, traces }: Known, decision: Decision): boolean {
  const { what, at, answer } = decision;
  const same = sameness(decision);
  const isRecent = ({ seq }: Trace): boolean => seq > head.seq - ANSWERS_KEPT;
  // One that was refused before, and is done now, is news.
  const isNoNews = ({ code }: Trace): boolean => code === 'done' || code === answer.code;
  return traces.some(
    (one) => one.id === what.id && (one.at === at || (isRecent(one) && isNoNews(one) && one.same === same)),
  );
}

const sameness = ({ what, who, why }: Pick<Decision, 'what' | 'who' | 'why'>): string =>
  sha256Hex(JSON.stringify([what, who, why]));
