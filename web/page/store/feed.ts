// Rows of the feed as the page keeps them: each once, by its number, the newest first, and no more than a reader goes through.
import type { EventRow } from '../../contract.js';
import { groupedBy } from '../grouped.js';

export const MOST_ROWS = 1000;

/** `fresh` in any order; what is there already changes nothing. */
export function withRows(rows: readonly EventRow[], fresh: readonly EventRow[]): readonly EventRow[] {
  const known = new Set(rows.map(({ seq }) => seq));
  const added = new Map(fresh.filter(({ seq }) => !known.has(seq)).map((row) => [row.seq, row]));
  if (added.size === 0) return rows;
  return [...added.values(), ...rows].sort((a, b) => b.seq - a.seq).slice(0, MOST_ROWS);
}

/** The number that the next row comes after; null = nothing is known. */
export const lastOf = (rows: readonly EventRow[]): number | null => rows[0]?.seq ?? null;

/** By item, the one with the newest row first; rows about no item stand under ''. */
export const byItem = (rows: readonly EventRow[]): [item: string, rows: EventRow[]][] => [
  ...groupedBy(rows, ({ item }) => item),
];

/** Without what is no news: beats, and what another row says better. */
export const newsIn = (rows: readonly EventRow[], isAll: boolean): readonly EventRow[] =>
  isAll ? rows : rows.filter(({ kind }) => kind !== '' && kind !== 'beat' && kind !== 'idle');
