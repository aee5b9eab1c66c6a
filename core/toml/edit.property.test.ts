// Whatever tables somebody wrote: a key that is set has the value, one that is taken away has none, all others stay.
import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { expect, it } from 'vitest';
import { editToml, valueAt } from './edit.js';
import type { TomlData } from './render.js';

const name = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'd.e', 'f g', '"', '#', '='),
  fc.string({ minLength: 1, maxLength: 4 }),
);
const scalar = fc.oneof(fc.string({ maxLength: 6 }), fc.integer({ min: -99, max: 99 }), fc.boolean());
const list = fc.array(scalar, { maxLength: 3 });
const { table } = fc.letrec<{ table: Record<string, TomlData>; value: TomlData }>((tie) => ({
  table: fc.dictionary(name, tie('value'), { maxKeys: 4, depthIdentifier: 'table' }),
  value: fc.oneof({ depthIdentifier: 'table', maxDepth: 3 }, scalar, list, tie('table')),
}));

/** The values of a table, each with its path. */
function leaves(value: TomlData, path: readonly string[] = []): [string, TomlData][] {
  if (typeof value !== 'object' || Array.isArray(value)) return [[JSON.stringify(path), value]];
  return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, key]));
}

const without = (table: TomlData, path: readonly string[]) =>
  leaves(table).filter(([at]) => !at.startsWith(JSON.stringify(path).slice(0, -1)));

it('setting a key changes this key and no other', () => {
  fc.assert(
    fc.property(
      table,
      fc.array(name, { minLength: 2, maxLength: 3 }),
      fc.oneof(scalar, list),
      (before, path, value) => {
        const edited = editToml(stringify(before), { path, value });
        fc.pre(edited !== null);
        const after = parse(edited ?? '') as TomlData;
        expect(valueAt(after, path)).toEqual(value);
        expect(without(after, path).sort()).toEqual(without(before, path).sort());
      },
    ),
  );
});

it('a key that is there can always be set anew and taken away', () => {
  fc.assert(
    fc.property(table, fc.nat(), scalar, (before, at, value) => {
      const all = leaves(before).filter(([path]) => (JSON.parse(path) as string[]).length > 1);
      fc.pre(all.length > 0);
      const path = JSON.parse(all[at % all.length]?.[0] ?? '[]') as string[];
      const set = parse(editToml(stringify(before), { path, value }) ?? 'refused') as TomlData;
      expect(valueAt(set, path)).toEqual(value);
      const unset = parse(editToml(stringify(before), { path, value: undefined }) ?? 'refused') as TomlData;
      expect(leaves(unset).sort()).toEqual(without(before, path).sort());
    }),
  );
});
