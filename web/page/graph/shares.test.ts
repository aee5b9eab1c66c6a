// Bars say what the numbers beside them say: cached input is a part of input, and is never counted on top of it.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cachedShare, largest, partsOf } from './shares.js';

const sum = (input: number, cachedInput: number, output: number) => ({
  ...{ name: 'x', stages: 1, total: input + output, cost: null },
  ...{ input, cachedInput, output },
});

it('draws the largest over the whole width, with what was cached inside of its input', () => {
  const [big, small] = [sum(300, 200, 100), sum(100, 0, 0)];
  const most = largest([big, small]);
  expect(partsOf(big, most)).toEqual({ fresh: 25, cached: 50, output: 25 });
  expect(partsOf(small, most)).toEqual({ fresh: 25, cached: 0, output: 0 });
  expect([cachedShare(big), cachedShare(sum(0, 0, 5))]).toEqual([2 / 3, null]);
});

it('never draws more than there is room for, whatever was counted', () => {
  const tokens = fc.integer({ min: -5, max: 1_000_000 });
  const any = fc.tuple(tokens, tokens, tokens).map(([a, b, c]) => sum(a, b, c));
  fc.assert(
    fc.property(fc.array(any, { minLength: 1 }), (sums) => {
      for (const { fresh, cached, output } of sums.map((one) => partsOf(one, largest(sums)))) {
        expect(fresh + cached + output).toBeLessThanOrEqual(100.001);
        expect(Math.min(fresh, cached, output)).toBeGreaterThanOrEqual(0);
      }
    }),
    { examples: [[[sum(10, -5, 10)]]] },
  );
});
