// A place can always be found between two others, and is where it was asked for.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeBetween, placeKey } from './place.js';

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,8}$/);
const moment = fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', '2026-02-01T00:00:00.000Z', '');

it('any sequence of moves puts each item where it was asked for, whatever the ids and moments', () => {
  const items = fc.uniqueArray(fc.tuple(moment, id), { minLength: 2, maxLength: 6, selector: ([, name]) => name });
  const moves = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 });
  fc.assert(
    fc.property(items, moves, (drawn, all) => {
      const line = drawn.map(([at, name]) => placeKey(at, name)).sort();
      for (const [which, to] of all) {
        line.splice(which % line.length, 1);
        const at = to % (line.length + 1);
        const place = placeBetween(line[at - 1] ?? null, line[at] ?? null);
        line.splice(at, 0, place);
        expect(placeKey(place, 'its-own-id')).toBe(place);
        expect([...line].sort()).toEqual(line);
        expect(new Set(line).size).toBe(line.length);
      }
    }),
  );
});

it('a key without a place is the moment, then the id', () => {
  expect(placeKey('2026-01-01T00:00:00.000Z', 'a')).toBe('2026-01-01T00:00:00.000Z a');
});
