// How a table gets into a screen: first its prose is cut between words, and where that is not enough every row stands in lines of its own.
import { cutBetweenWords, folded } from './fit.js';
import { widthOf } from './screen.js';

type Row = readonly string[];

const GAP = '  ';
/** Prose is not cut shorter. */
const LEAST = 16;
/** Cells of a row that stand on its first line where rows are taken apart: its state, its family, its id. */
const FIRST = 3;

export interface Table {
  /** None: pairs of a name and what it is. */
  headers: Row | null;
  rows: readonly Row[];
}

/** The lines of the headers, and those of each row. */
export interface Fitted {
  head: string[];
  rows: string[][];
}

/** Cells are inert by now. `width`: in columns. */
export function fitted({ headers, rows }: Table, width: number): Fitted {
  const all = headers === null ? rows : [headers, ...rows];
  const natural = widthsOf(all);
  if (total(natural) <= width) return side(headers, rows, natural);
  if (headers === null && isPairs(rows))
    return { head: [], rows: rows.map((row) => pairLines(row, natural[0] ?? 0, width)) };
  const narrower = narrowed(rows, natural, width);
  if (total(narrower) > width) return { head: [], rows: rows.map((row) => apart(headers, row, width)) };
  return side(
    headers,
    rows.map((row) => row.map((cell, at) => cutBetweenWords(cell, narrower[at] ?? 0))),
    narrower,
  );
}

const isPairs = (rows: readonly Row[]): boolean => rows.every((row) => row.length <= 2);

function widthsOf(rows: readonly Row[]): number[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))));
  return widths;
}

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, one) => sum + one, 0) + GAP.length * Math.max(0, widths.length - 1);

/** Beside each other. */
function side(headers: Row | null, rows: readonly Row[], widths: readonly number[]): Fitted {
  const line = (row: Row): string =>
    row
      .map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell))))
      .join(GAP)
      .trimEnd();
  return { head: headers === null ? [] : [line(headers)], rows: rows.map((row) => [line(row)]) };
}

/** What a pair is stands beside its name, in as many lines as it needs. */
function pairLines([name = '', what = '']: Row, first: number, width: number): string[] {
  const indent = first + GAP.length;
  return folded(what, Math.max(LEAST, width - indent)).map((text, at) =>
    ((at === 0 ? name : '').padEnd(indent) + text).trimEnd(),
  );
}

/** The widest columns of prose first, until all fits or none can give more. */
function narrowed(rows: readonly Row[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const isProse = (at: number): boolean => rows.some((row) => wordCount(row[at] ?? '') > 2);
  const longest = (at: number): number =>
    Math.max(...rows.map((row) => widthOf(folded(row[at] ?? '', 1)[0] ?? '') + 1));
  const least = widths.map((one, at) => (isProse(at) ? Math.min(one, Math.max(LEAST, longest(at))) : one));
  while (total(widths) > width) {
    const rooms = widths.map((one, at) => one - (least[at] ?? one));
    const most = rooms.indexOf(Math.max(...rooms));
    if ((rooms[most] ?? 0) <= 0) break;
    widths[most] = (widths[most] ?? 0) - 1;
  }
  return widths;
}

const wordCount = (text: string): number => text.split(' ').length;

/** A row by itself: its first cells as far as they fit, and below them each of the others under its name. */
function apart(headers: Row | null, row: Row, width: number): string[] {
  let first = row[0] ?? '';
  let at = 1;
  for (; at < Math.min(FIRST, row.length); at += 1) {
    const longer = `${first}${GAP}${row[at] ?? ''}`;
    if (widthOf(longer) > width) break;
    first = longer;
  }
  const rest = row.slice(at).flatMap((cell, index) => {
    if (cell === '') return [];
    const name = headers === null ? '' : `${(headers[at + index] ?? '').toLowerCase()} `;
    return folded(name + cell, Math.max(LEAST, width - GAP.length)).map((text) => GAP + text);
  });
  return [first.trimEnd(), ...rest];
}
