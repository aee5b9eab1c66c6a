// An exported audit, read line by line: it may be of any size, and nothing in it is believed.
import { createReadStream } from 'node:fs';
import { type Judge, newJudge, type Verdict } from '../../core/audit/judge.js';
import type { AuditLine } from '../../core/audit/line.js';

/** Characters of the longest line that is looked at: one of ours is far below. */
const LONGEST = 1024 * 1024;

export interface Looked {
  judge: Judge;
  verdict: Verdict;
}

/** `seen`: is told of each good line. Rejects with the system's error where the file cannot be read. */
export async function judgeFile(file: string, seen: (line: AuditLine) => void): Promise<Looked> {
  const judge = newJudge();
  let rest = '';
  for await (const piece of createReadStream(file, { encoding: 'utf8' })) {
    const lines = (rest + String(piece)).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST);
    for (const text of lines) {
      const line = judge.take(text);
      if (line !== null) seen(line);
    }
  }
  return { judge, verdict: judge.end(rest) };
}
