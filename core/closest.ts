// Which of the known names somebody meant who wrote another one.

/** The one with the fewest letters to change, `most` at most; null where none is so close. The first of several. */
export function closest(name: string, known: readonly string[], most: number): string | null {
  const near = known.filter((one) => Math.abs(one.length - name.length) <= most);
  const best = near.map((one) => ({ one, far: distance(name, one) })).sort((a, b) => a.far - b.far)[0];
  return best !== undefined && best.far <= most ? best.one : null;
}

/** Letters to add, remove or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
