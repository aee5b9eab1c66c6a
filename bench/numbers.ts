// Figures as text, in Markdown tables: the least value tells of the program, the 95th percentile of the machine's other load.

export interface Table {
  title: string;
  /** What was measured and how, in a sentence or two. */
  note: string;
  headers: string[];
  rows: string[][];
}

/** The value below which the given share of the values lies, nearest rank. Throws on an empty list. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('there is no percentile of nothing');
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** By how much `y` grows with `x`, by least squares; null where there are fewer than two points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number | null {
  if (points.length < 2) return null;
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [middle, level] = [mean(0), mean(1)];
  const rise = points.reduce((sum, [x, y]) => sum + (x - middle) * (y - level), 0);
  return rise / points.reduce((sum, [x]) => sum + (x - middle) ** 2, 0);
}

/** Three digits that mean something, and no more. */
export function short(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

export const SPREAD_HEADERS = ['least', 'median', 'p95', 'n'];

/** Cells for `SPREAD_HEADERS`. */
export function spread(values: readonly number[]): string[] {
  if (values.length === 0) return ['-', '-', '-', '0'];
  const [least, p95] = [percentile(values, 0), percentile(values, 0.95)];
  return [short(least), short(median(values)), short(p95), String(values.length)];
}

export function markdown({ title, note, headers, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`## ${title}`, '', note, '', line(headers), line(headers.map(() => '---')), ...rows.map(line)].join('\n');
}
