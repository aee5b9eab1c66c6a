// What an exported file is worth: looked through line by line, without the workspace that it is of. Only what is whole to its last byte, and
// was made while nothing was under way, is called intact.
import { newChain, type Chain, type Fault } from './chain.js';
import { endText, type ExportHeader, isEnd, newSum, readHeader } from './export.js';
import type { AuditLine } from './line.js';

/** `cut_short`: its end is missing; `open`: whole, but made while something was under way. */
export type Word = 'intact' | 'broken' | 'cut_short' | 'open';

export interface Verdict {
  word: Word;
  /** Line of the file, where it is broken or cut. */
  fault: Fault | null;
}

export interface Judge {
  /** Null before the first line, and where that is none. */
  header(): ExportHeader | null;
  chain(): Chain | null;
  /** Takes the next line; gives what it holds, where it is a good line of the audit. */
  take(text: string): AuditLine | null;
  /** `rest`: what stands behind the last end of a line. */
  end(rest: string): Verdict;
}

export function newJudge(): Judge {
  const sum = newSum();
  let header: ExportHeader | null = null;
  let chain: Chain | null = null;
  let ended: string | null = null;
  let lines = 0;
  let fault: Fault | null = null;

  const first = (text: string): null => {
    header = readHeader(text);
    if (header === null) fault = { line: 1, what: 'it is no first line of an exported audit' };
    else chain = newChain(header.workspace);
    return null;
  };
  const next = (text: string): AuditLine | null => {
    if (ended !== null) fault ??= { line: lines, what: AFTER };
    else if (isEnd(text)) ended = text;
    else return chain?.take(text) ?? null;
    return null;
  };
  /** Where the last line is there, what it has to be is known to the letter. */
  const endFault = (at: Chain, { last, head }: ExportHeader): Verdict | null => {
    if (at.head.seq < last) return cut(lines, `${last} lines are due, and ${at.head.seq} are there`);
    if (at.head.seq > last) return broken(lines, `${last} lines are due, and ${at.head.seq} are there`);
    if (at.head.hash !== head) return broken(1, 'it names another last hash than the lines have');
    return ended === endText(at.head, sum.digest()) ? null : broken(lines, 'the last line is not that of this file');
  };
  return {
    header: () => header,
    chain: () => chain,
    take(text) {
      lines += 1;
      if (lines === 1) {
        sum.add(text);
        return first(text);
      }
      if (!isEnd(text)) sum.add(text);
      return next(text);
    },
    end(rest) {
      if (lines === 0) return rest === '' ? cut(1, 'it is empty') : cut(1, 'only a part of its first line is there');
      if (fault !== null) return { word: 'broken', fault };
      if (header === null || chain === null) return broken(1, 'it is no exported audit');
      if (chain.fault !== null) return broken(chain.fault.line + 1, chain.fault.what);
      if (rest !== '')
        return ended === null ? cut(lines + 1, 'only a part of this line is there') : broken(lines + 1, AFTER);
      if (ended === null) return cut(lines, 'the file ends here, and its last line is missing');
      return endFault(chain, header) ?? { word: header.open.length > 0 ? 'open' : 'intact', fault: null };
    },
  };
}

const AFTER = 'it stands behind the last line';

const broken = (line: number, what: string): Verdict => ({ word: 'broken', fault: { line, what } });
const cut = (line: number, what: string): Verdict => ({ word: 'cut_short', fault: { line, what } });
