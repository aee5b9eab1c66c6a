// Graphs drawn at random: small enough to try everything, with every kind of bound, ladder and resume.
import fc from 'fast-check';
import type { PlanBound, Rung } from '../../core/contracts/plan.js';
import type { Routed, RoutedNode } from '../../core/plan/proof/graph.js';

const named = <T>(letter: string, all: readonly T[]): Record<string, T> =>
  Object.fromEntries(all.map((one, index) => [`${letter}${index}`, one]));

const bound: fc.Arbitrary<PlanBound> = fc.record({
  max: fc.integer({ min: 1, max: 3 }),
  per: fc.constantFrom('activation', 'class'),
});

export const drawn: fc.Arbitrary<Routed> = fc
  .tuple(fc.integer({ min: 2, max: 6 }), fc.nat(3))
  .chain(([size, bounds]) => {
    const target = fc.nat(size - 1).map((n): Rung => ({ node: `n${n}` }));
    const end = fc.constant<Rung>({ end: 'over' });
    const bounded = fc
      .tuple(fc.oneof({ weight: 6, arbitrary: target }, { weight: 1, arbitrary: end }), fc.nat(Math.max(0, bounds - 1)))
      .map(([rung, b]): Rung => ({ ...rung, bound: `b${b}` }));
    const last = fc.oneof({ weight: 12, arbitrary: end }, { weight: 1, arbitrary: target });
    const ladder = fc
      .tuple(fc.array(bounded, { maxLength: bounds === 0 ? 0 : 3 }), last)
      .map(([rungs, free]) => [...rungs, free]);
    const routes = fc.record(
      { GO: ladder, BLOCKED: ladder, FAIL: ladder, MORE: ladder },
      { requiredKeys: ['BLOCKED'] },
    );
    const to = fc.uniqueArray(
      fc.nat(size - 1).map((n) => `n${n}`),
      { minLength: 1, maxLength: 2 },
    );
    const rule = fc.record({ to });
    const resume = fc.oneof(
      { weight: 4, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.record({ GO: rule, BLOCKED: rule }, { requiredKeys: [] }) },
    );
    const node: fc.Arbitrary<RoutedNode> = fc.record({ routes, resume });
    return fc.record({
      nodes: fc.tuple(...Array.from({ length: size }, () => node)).map((all) => named('n', all)),
      bounds: fc.tuple(...Array.from({ length: bounds }, () => bound)).map((all) => named('b', all)),
    });
  });
