import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonBytes } from '../core/contracts/limits.js';
import { bounded } from './bounded.js';

it('what fits stays as it is', () => {
  const data = { items: [{ id: 'a' }], count: 1 };
  expect(bounded(data)).toEqual({ data, cut: [] });
});

it('the longest list is cut, and how much there was is said', () => {
  const items = Array.from({ length: 1000 }, (_, at) => ({ id: `T-${at}` }));
  const { data, cut } = bounded({ items, others: ['x'] }, 2000) as { data: { items: object[] }; cut: object[] };
  expect(jsonBytes(data)).toBeLessThanOrEqual(2000);
  expect(data.items[0]).toEqual({ id: 'T-0' });
  expect(cut).toEqual([{ at: 'items', kept: data.items.length, of: 1000 }]);
  expect(data).toMatchObject({ others: ['x'] });
});

it('of a log the end is kept', () => {
  const lines = Array.from({ length: 500 }, (_, at) => `line ${at}`);
  const { data } = bounded({ lines }, 1000) as { data: { lines: string[] } };
  expect(data.lines.at(-1)).toBe('line 499');
});

it('a long text is shortened, and said for all of its kind together', () => {
  const items = Array.from({ length: 40 }, () => ({ title: 'x'.repeat(9000) }));
  const { cut } = bounded({ items }) as { cut: { at: string; of: number }[] };
  expect(cut).toContainEqual(expect.objectContaining({ at: 'items[].title', of: 9000 }));
  expect(cut.length).toBeLessThan(4);
});

it('never comes out larger than it may be, and never changes what was given', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 40, max: 2000 }), (value, bytes) => {
      const given = { value };
      const before = JSON.stringify(given);
      const found = bounded(given, bytes);
      expect(JSON.stringify(given)).toBe(before);
      if (found !== null) expect(jsonBytes(found.data)).toBeLessThanOrEqual(bytes);
      if (found === null) expect(jsonBytes(given)).toBeGreaterThan(bytes);
    }),
  );
});
