// Which lines of a text were taken out and which came in, in order; for people, not for patching.

/** Texts with more lines in the part that differs are told as one block: the table would grow with their product. */
const MOST = 600;

/** A line and what becomes of it: it stays, goes or comes. */
export type Edit = [' ' | '-' | '+', string];

/** `- old` and `+ new`; lines that stay are left out. */
export const lineDiff = (before: string, after: string): string[] =>
  lineEdits(before.split('\n'), after.split('\n')).flatMap(([kind, line]) => (kind === ' ' ? [] : [`${kind} ${line}`]));

/** Every line of both, in order. */
export function lineEdits(old: readonly string[], now: readonly string[]): Edit[] {
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  return [
    ...old.slice(0, head).map(stay),
    ...middle(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...old.slice(old.length - tail).map(stay),
  ];
}

const stay = (line: string): Edit => [' ', line];
const gone = (line: string): Edit => ['-', line];
const come = (line: string): Edit => ['+', line];

function middle(old: readonly string[], now: readonly string[]): Edit[] {
  if (old.length > MOST || now.length > MOST) return [...old.map(gone), ...now.map(come)];
  const common = commonLengths(old, now);
  const edits: Edit[] = [];
  let [left, right] = [0, 0];
  while (left < old.length || right < now.length) {
    if (left < old.length && right < now.length && old[left] === now[right]) {
      edits.push(stay(old[left++] ?? ''));
      right++;
    } else if (right >= now.length || (left < old.length && at(common, left + 1, right) >= at(common, left, right + 1)))
      edits.push(gone(old[left++] ?? ''));
    else edits.push(come(now[right++] ?? ''));
  }
  return edits;
}

const at = (table: readonly (readonly number[])[], row: number, column: number): number => table[row]?.[column] ?? 0;

/** Of the longest common subsequence from a place of each on. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let left = old.length - 1; left >= 0; left--)
    for (let right = now.length - 1; right >= 0; right--) {
      const longest = Math.max(at(table, left + 1, right), at(table, left, right + 1));
      const row = table[left] ?? [];
      row[right] = old[left] === now[right] ? at(table, left + 1, right + 1) + 1 : longest;
    }
  return table;
}
