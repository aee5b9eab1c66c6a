// What came of looking an audit through, as one answer: a word for programs, a sentence for people, an exit code of its own.
import type { Fault } from '../../core/audit/chain.js';
import type { Word } from '../../core/audit/judge.js';
import type { Head } from '../../core/audit/line.js';
import type { Signatures } from './signatures.js';
import type { Result } from '../context.js';
import { EXIT, type ExitCode } from '../exit.js';
import { inert } from '../render/inert.js';
import { counted } from '../render/count.js';

/** `other_head`: whole, but the line whose hash was noted is not in it; `other_workspace`: of another one than the one stood in. */
type Outcome = Word | 'other_head' | 'other_workspace';

export interface Judged {
  outcome: Outcome;
  workspace: string | null;
  /** Name of the file; null = the audit of the workspace itself. */
  file: string | null;
  exportedAt: string | null;
  head: Head;
  fault: Fault | null;
  /** What was under way when it was exported. */
  open: string[];
  signatures: Signatures;
}

const EXITS: Record<Outcome, ExitCode> = {
  intact: EXIT.done,
  broken: EXIT.failed,
  other_head: EXIT.conflict,
  other_workspace: EXIT.conflict,
  open: EXIT.notApplied,
  cut_short: EXIT.workLeft,
};

export function judgedResult(judged: Judged): Result {
  const { outcome, workspace, file, exportedAt, head, fault, open, signatures } = judged;
  const lines = [sentence(judged), ...signatureLines(signatures), `Head: ${head.seq} ${head.hash}`];
  return {
    data: { outcome, workspace, file, exportedAt, lines: head.seq, head: head.hash, fault, open, signatures },
    lines: outcome === 'intact' || outcome === 'open' ? lines : [sentence(judged)],
    exit: EXITS[outcome],
  };
}

/** Nothing where nobody signed. */
function signatureLines({ signed, checked, keys }: Signatures): string[] {
  if (signed === 0) return [];
  const by = keys.length === 0 ? '' : ` by ${keys.map(inert).join(', ')}`;
  return [`Signed: ${signed}; the signatures of ${checked} are right${by}.`];
}

function sentence({ outcome, file, workspace, head, fault, open }: Judged): string {
  const what = file === null ? 'The audit' : inert(file);
  const of = ` of workspace ${inert(workspace ?? 'unknown')}`;
  const whole = `${counted(head.seq, 'decision')}, from the first on`;
  const where = fault === null ? '' : `line ${fault.line}: ${inert(fault.what)}`;
  switch (outcome) {
    case 'intact':
      return `${what}${of} is intact: ${whole}.`;
    case 'open':
      return `${what} is whole (${whole}), and not intact: when it was exported, ${open.map(inert).join('; ')}.`;
    case 'broken':
      return `${what} is broken at ${where}.`;
    case 'cut_short':
      return `${what} is cut short at ${where}.`;
    case 'other_head':
      return `${what} is whole (${whole}), and the line whose hash you gave is not in it: it was written anew, or cut before that line.`;
    case 'other_workspace':
      return `${what} is whole, and is that${of}, which is not the one here.`;
  }
}
