// What a next workflow run begins with: the newest shape, and the revision that was offered.
import { expect, it } from 'vitest';
import { migrated, renewed } from './renew.js';

it('takes up the revision that was offered, and keeps its own where none was', () => {
  expect(renewed({ schema: 2, rules: 3, nextRules: 4, kept: 'x' })).toEqual({
    ...{ schema: 2, rules: 4, nextRules: 4, kept: 'x' },
  });
  expect(renewed({ schema: 1, rules: 1 })).toEqual({ schema: 1, rules: 1 });
});

it.each([
  [1, ['first', 'second']],
  [2, ['second']],
  [3, []],
  [4, []],
])('a state of shape %i goes through the steps %j', (schema, expected) => {
  const step = (name: string) => (state: { rules: number; went: string[] }) => ({
    ...{ schema: 9, rules: state.rules, went: [...state.went, name] },
  });
  const carried = { schema, rules: 1, went: [] };
  expect(migrated<typeof carried>(carried, [step('first'), step('second')]).went).toEqual(expected);
});
