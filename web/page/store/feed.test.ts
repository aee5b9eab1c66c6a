import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventRow } from '../../contract.js';
import { byItem, MOST_ROWS, newsIn, withRows } from './feed.js';

const row = (seq: number, more: Partial<EventRow> = {}): EventRow => ({
  ...{ seq, at: '2026-01-31T09:00:00Z', type: 'stage_started', kind: 'start', item: 'task/a', node: 'builder' },
  ...{ run: 'run-1', detail: `row ${seq}` },
  ...more,
});

test('however often and in whatever order rows come, each stands there once, the newest first', () => {
  const pieces = fc.array(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }), { maxLength: 12 });
  fc.assert(
    fc.property(pieces, (all) => {
      const kept = all.reduce<readonly EventRow[]>(
        (rows, piece) =>
          withRows(
            rows,
            piece.map((seq) => row(seq)),
          ),
        [],
      );
      const expected = [...new Set(all.flat())].sort((a, b) => b - a);
      expect(kept.map(({ seq }) => seq)).toEqual(expected);
    }),
  );
});

test('a row that is known is not drawn again', () => {
  const rows = withRows([], [row(1), row(2)]);
  expect(withRows(rows, [row(2)])).toBe(rows);
});

test('of very many the newest are kept', () => {
  const rows = withRows(
    [],
    Array.from({ length: MOST_ROWS + 50 }, (_, seq) => row(seq)),
  );
  expect([rows.length, rows[0]?.seq, rows.at(-1)?.seq]).toEqual([MOST_ROWS, MOST_ROWS + 49, 50]);
});

test('rows stand by item, the item of the newest row first', () => {
  const rows = withRows([], [row(1), row(2, { item: 'task/b' }), row(3), row(4, { item: '' })]);
  expect(byItem(rows).map(([item, some]) => [item, some.map(({ seq }) => seq)])).toEqual([
    ['', [4]],
    ['task/a', [3, 1]],
    ['task/b', [2]],
  ]);
});

test('beats and what says nothing are no news', () => {
  const rows = [row(3, { kind: 'beat' }), row(2, { kind: '' }), row(1)];
  expect(newsIn(rows, false).map(({ seq }) => seq)).toEqual([1]);
  expect(newsIn(rows, true)).toHaveLength(3);
});
