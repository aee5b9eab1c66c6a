// Looks whether lines are a chain: each is whole, has the next number and names the hash of the one before. The first that does not fit is
// told, since what follows it proves nothing.
import { type AuditLine, beginning, type Head, readLine } from './line.js';

/** `line`: counted from 1, of what was looked through. */
export interface Fault {
  line: number;
  what: string;
}

export interface Chain {
  /** Where it stands; with a fault: before the line that has it. */
  head: Head;
  fault: Fault | null;
  /** Takes the next line. Null when it does not fit, or one before did not. */
  take(text: string): AuditLine | null;
}

export function newChain(workspace: string): Chain {
  const chain: Chain = {
    head: beginning(workspace),
    fault: null,
    take(text) {
      if (chain.fault !== null) return null;
      const read = readLine(text);
      const what = faultOf(chain.head, read);
      if (what !== null || read === null) {
        chain.fault = { line: chain.head.seq + 1, what: what ?? '' };
        return null;
      }
      chain.head = { seq: read.line.seq, hash: read.line.hash };
      return read.line;
    },
  };
  return chain;
}

function faultOf(head: Head, read: ReturnType<typeof readLine>): string | null {
  if (read === null) return 'it is no line of an audit: damaged, or only half of it is there';
  const { line, isWhole } = read;
  if (!isWhole) return 'its hash is not that of its words: it was changed after it was written';
  if (line.prev !== head.hash) return beforeText(head, line);
  return line.seq === head.seq + 1 ? null : `its number is ${line.seq}, and ${head.seq + 1} is due`;
}

function beforeText({ seq }: Head, line: AuditLine): string {
  if (seq === 0) return 'it is not the first line of the audit of this workspace';
  if (line.seq === seq + 1) return 'it follows another line than the one before it';
  const how = line.seq > seq ? 'lines before it are missing' : 'it stands here again, or in another place than its own';
  return `its number is ${line.seq}, and ${seq + 1} is due: ${how}`;
}
