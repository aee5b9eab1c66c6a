// Lists as long as an agent or a flood of files makes them: so many lines are shown, and the rest is counted.

/** `more`: says how many are left out, and how to see them. */
export const listed = (lines: readonly string[], most: number, more: (count: number) => string): string[] =>
  lines.length <= most ? [...lines] : [...lines.slice(0, most), more(lines.length - most)];
