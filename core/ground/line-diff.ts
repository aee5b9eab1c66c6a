// Which lines of a text were taken out and which came in, in order; for people, not for patching.

/** Texts with more lines in the part that differs are told as one block: the table would grow with their product. */
const MOST = 600;

/** `- old` and `+ new`; lines that stay are left out. */
export function lineDiff(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  return middle(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
}

const gone = (line: string): string => `- ${line}`;
const come = (line: string): string => `+ ${line}`;

function middle(old: readonly string[], now: readonly string[]): string[] {
  if (old.length > MOST || now.length > MOST) return [...old.map(gone), ...now.map(come)];
  const common = commonLengths(old, now);
  const lines: string[] = [];
  let [left, right] = [0, 0];
  while (left < old.length || right < now.length) {
    if (left < old.length && right < now.length && old[left] === now[right]) {
      left++;
      right++;
    } else if (right >= now.length || (left < old.length && at(common, left + 1, right) >= at(common, left, right + 1)))
      lines.push(gone(old[left++] ?? ''));
    else lines.push(come(now[right++] ?? ''));
  }
  return lines;
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
