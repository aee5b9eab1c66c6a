// Two texts as a unified diff, as `patch` and people read it.
import { type Edit, lineEdits } from './line-diff.js';

const CONTEXT = 3;

/** Empty when they are the same. Null stands for a file that is not there. */
export function unifiedDiff(path: string, before: string | null, after: string | null): string {
  if (before === after) return '';
  const edits = lineEdits(linesOf(before), linesOf(after));
  const names = [
    before === null ? '--- /dev/null' : `--- a/${path}`,
    after === null ? '+++ /dev/null' : `+++ b/${path}`,
  ];
  return `${[...names, ...hunksOf(edits)].join('\n')}\n`;
}

/** The sign belongs to the last line: where two texts differ in it alone, that line differs. */
function linesOf(text: string | null): string[] {
  if (text === null || text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') return lines.slice(0, -1);
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}\n\\ No newline at end of file`];
}

function hunksOf(edits: readonly Edit[]): string[] {
  const near = edits.map((_edit, at) => edits.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(differs));
  const lines: string[] = [];
  let [old, now] = [1, 1];
  for (let at = 0; at < edits.length;) {
    let end = at;
    while (end < edits.length && near[end] === near[at]) end++;
    const part = edits.slice(at, end);
    const [left, right] = [part.filter(([kind]) => kind !== '+').length, part.filter(([kind]) => kind !== '-').length];
    if (near[at])
      lines.push(`@@ -${rangeOf(old, left)} +${rangeOf(now, right)} @@`, ...part.map(([kind, line]) => kind + line));
    [old, now, at] = [old + left, now + right, end];
  }
  return lines;
}

const differs = ([kind]: Edit): boolean => kind !== ' ';

/** An empty range names the line before it. */
const rangeOf = (first: number, count: number): string => `${count === 0 ? first - 1 : first},${count}`;
