// The tree of a root: what is folded is not there, a search shows what fits and where it belongs, and keys do what trees do everywhere.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { treeKey, treeRows } from './tree.js';

const item = (name: string, depth: number, title = '') => ({ item: name, title, state: 'queued', depth, runs: 0 });
const items = [
  item('spec/a', 0),
  item('spec/b', 1),
  item('task/c', 2, 'Find me'),
  item('task/d', 2),
  item('task/e', 1),
];
const names = (folded: string[], search = '') => treeRows(items, new Set(folded), search).map((row) => row.item);

describe('rows', () => {
  it('leave out what is folded up', () => {
    expect(names([])).toHaveLength(5);
    expect(names(['spec/b'])).toEqual(['spec/a', 'spec/b', 'task/e']);
    expect(names(['spec/a'])).toEqual(['spec/a']);
  });

  it('show what is searched for with all above it, folded or not', () => {
    expect(names(['spec/a'], 'find')).toEqual(['spec/a', 'spec/b', 'task/c']);
    expect(names([], 'nothing like it')).toEqual([]);
  });

  it('know their level and their place among their siblings', () => {
    const rows = treeRows(items, new Set(), '').map(({ item: name, level, position, siblings, isOpen }) => [
      name,
      level,
      position,
      siblings,
      isOpen,
    ]);
    expect(rows).toContainEqual(['task/d', 3, 2, 2, false]);
    expect(rows).toContainEqual(['task/e', 2, 2, 2, false]);
    expect(rows[0]).toEqual(['spec/a', 1, 1, 1, true]);
  });

  it('hold every item, whatever depths somebody wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -2, max: 5 }), { maxLength: 30 }), (depths) => {
        const rows = treeRows(
          depths.map((depth, at) => item(`task/${at}`, depth)),
          new Set(),
          '',
        );
        expect(rows).toHaveLength(depths.length);
        for (const [at, row] of rows.entries()) expect(row.level - (rows[at - 1]?.level ?? 0)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('keys', () => {
  const rows = treeRows(items, new Set(['spec/b']), '');
  it.each([
    ['ArrowDown', 0, { to: 1 }],
    ['ArrowUp', 0, { to: 0 }],
    ['End', 0, { to: 2 }],
    ['ArrowRight', 0, { to: 1 }],
    ['ArrowRight', 1, { to: 1, unfold: 'spec/b' }],
    ['ArrowLeft', 0, { to: 0, fold: 'spec/a' }],
    ['ArrowLeft', 2, { to: 0 }],
    ['x', 0, null],
  ])('%s on row %i', (key, at, wanted) => {
    expect(treeKey(rows, at, key)).toEqual(wanted);
  });
});
