// Columns of plain text.
import { inert } from './inert.js';

export { clip } from '../../core/inert.js';

const GAP = '  ';

/** Lines with every column as wide as its widest cell; the last one is not padded. Cells are made inert. */
export function table(rows: readonly (readonly string[])[], headers?: readonly string[]): string[] {
  const all = [...(headers === undefined ? [] : [headers]), ...rows].map((row) => row.map(inert));
  const widths: number[] = [];
  for (const row of all) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, [...cell].length)));
  return all.map((row) =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

/** Lines under a heading; nothing at all when there are no lines. */
export const section = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];

const pad = (cell: string, width: number): string => cell + ' '.repeat(width - [...cell].length);
