// Rows in columns. `j` and `k` go through them, Enter opens what a row is about; on a narrow screen each row stands for itself.
import type { ComponentChildren } from 'preact';
import { addressOf, type Route } from '../route.js';
import { Empty } from './panel.js';

export interface Column<T> {
  name: string;
  /** What it tells, in a sentence. */
  title?: string;
  cell: (row: T) => ComponentChildren;
  /** `num`: at the right; `wide`: takes what is left; `tight`: no wider than it must be. */
  is?: 'num' | 'wide' | 'tight';
}

interface TableProps<T> {
  name: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** What Enter opens. */
  to?: (row: T) => Route | null;
  toneOf?: (row: T) => string;
  empty: ComponentChildren;
  /** Number of a row of the feed. */
  seqOf?: (row: T) => number;
}

export function Table<T>({ name, columns, rows, keyOf, to, toneOf, seqOf, empty }: TableProps<T>) {
  if (rows.length === 0) return <Empty>{empty}</Empty>;
  return (
    <table class="rows">
      <caption class="unseen">{name}</caption>
      <thead>
        <tr>
          {columns.map(({ name: column, title, is = '' }) => (
            <th key={column} scope="col" class={is} title={title}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            class={toneOf?.(row)}
            tabIndex={-1}
            data-row
            data-to={addressIn(to?.(row))}
            data-seq={seqOf?.(row)}
          >
            {columns.map(({ name: column, cell, is = '' }) => (
              <td key={column} class={is} data-column={column}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const addressIn = (route: Route | null | undefined): string | undefined =>
  route === null || route === undefined ? undefined : addressOf(route);
