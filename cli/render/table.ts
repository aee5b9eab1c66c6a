// Columns of plain text, as wide as their cells and no wider than the screen.
import { fitted } from './columns.js';
import { hanging } from './fit.js';
import { inert } from './inert.js';
import { columns } from '../output.js';

export { clip } from '../../core/inert.js';

/** A table often stands in a section. */
const INDENT = 2;

/** The lines of each row. Cells are made inert; ids in them are never cut. */
const inRows = (rows: readonly (readonly string[])[], headers?: readonly string[]) =>
  fitted({ headers: headers?.map(inert) ?? null, rows: rows.map((row) => row.map(inert)) }, columns('stdout') - INDENT);

/** Lines with every column as wide as its widest cell; the last one is not padded. */
export function table(rows: readonly (readonly string[])[], headers?: readonly string[]): string[] {
  const { head, rows: shown } = inRows(rows, headers);
  return [...head, ...shown.flat()];
}

/** The same without headers, with the lines that each row takes. */
export const tableRows = (rows: readonly (readonly string[])[]): string[][] => inRows(rows).rows;

/** Lines under a heading; nothing at all when there are no lines. */
export const section = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', heading, ...lines.flatMap((line) => hanging(`  ${line}`, columns('stdout')))];
