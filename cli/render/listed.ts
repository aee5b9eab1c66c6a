// Lists as long as an agent or a flood of files makes them: so many entries are shown, and the rest is counted.

/** `more`: says how many are left out, and how to see them. */
export const listed = (lines: readonly string[], most: number, more: (count: number) => string): string[] =>
  lines.length <= most ? [...lines] : [...lines.slice(0, most), more(lines.length - most)];

/** What a screen takes, and what a program gets unasked. */
export const ROWS = 100;
const ROWS_IN_JSON = 1000;

/** The end of a list whose rest JSON has. */
export const restInJson = (count: number): string => `… and ${count} more: \`--json\` has them`;

/** `limit`: as it was asked for; undefined = it was not. */
export const mostRows = (json: boolean, limit: number | undefined): number => limit ?? (json ? ROWS_IN_JSON : ROWS);

/** The last line of a list. `all`: the command that shows them all. Nothing where none is left out. */
export const moreRows = (count: number, all: string): string[] =>
  count > 0 ? [`… and ${count} more: \`millrace ${all}\``] : [];
