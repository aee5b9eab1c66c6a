// How many lines were added and removed between two texts: those that are in no longest common row of lines.

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

export function differenceIn(before: string, after: string): { added: number; removed: number } {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  let row = Array<number>(fresh.length + 1).fill(0);
  for (const line of old) {
    const next = [0];
    fresh.forEach((other, at) =>
      next.push(line === other ? (row[at] ?? 0) + 1 : Math.max(next[at] ?? 0, row[at + 1] ?? 0)),
    );
    row = next;
  }
  const common = row.at(-1) ?? 0;
  return { added: fresh.length - common, removed: old.length - common };
}
