// The proof against trying everything: what it says is neither too small nor too large, and its witness is a real walk. And
// with too few steps it says less, never anything wrong.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rung } from '../../contracts/plan.js';
import { drawn } from '../../../test/pure/drawn.js';
import { isFreeOfCycles, replay, tryEverything } from '../../../test/pure/walks.js';
import { freeCycle } from './free-cycle.js';
import type { Routed } from './graph.js';
import { longestWalk } from './longest-walk.js';
import { newSteps } from './steps.js';

const classes = fc.subarray(['runner_timeout', 'other', 'fix_cycle_exhausted'], { minLength: 0 });
const reported = (all: string[]) => all.filter((one) => one !== 'fix_cycle_exhausted');

describe('a drawn graph', () => {
  it('is refused for a free cycle exactly when it has one', () => {
    let cycles = 0;
    fc.assert(
      fc.property(drawn, (graph) => {
        const cycle = freeCycle(graph);
        if (cycle !== null) cycles += 1;
        expect(cycle === null).toBe(isFreeOfCycles(graph));
      }),
      { numRuns: 1000 },
    );
    expect(cycles, 'graphs with a cycle').toBeGreaterThan(100);
  });

  it('has a longest walk of the length that trying everything finds, and the witness is such a walk', () => {
    fc.assert(
      fc.property(drawn, classes, (graph, all) => {
        const expected = expectedFor(graph, all);
        const { runs, witness } = longestWalk(graph, 'n0', all);
        expect(runs).toBe(expected);
        expect(replay(graph, 'n0', witness ?? [])).toBe(expected);
      }),
      { numRuns: 100, maxSkipsPerRun: 1000 },
    );
  });

  it('has a bound that is never too small, however soon the steps end', () => {
    const told = { exact: 0, bounds: 0 };
    const few = fc.record({ arcs: fc.oneof(fc.nat(300), fc.nat(3000)), states: fc.nat(20) });
    fc.assert(
      fc.property(drawn, classes, few, (graph, all, steps) => {
        const expected = expectedFor(graph, all);
        const { runs, witness } = longestWalk(graph, 'n0', all, { ...steps });
        expect(runs).toBeGreaterThanOrEqual(expected);
        if (witness !== null) expect([runs, replay(graph, 'n0', witness)]).toEqual([expected, expected]);
        told[witness === null ? 'bounds' : 'exact'] += 1;
      }),
      { numRuns: 200, maxSkipsPerRun: 1000 },
    );
    expect(told.exact).toBeGreaterThan(10);
    expect(told.bounds).toBeGreaterThan(10);
  });
});

/** Skips graphs that have no number, and those that are too large to try everything. */
function expectedFor(graph: Routed, all: string[]): number {
  fc.pre(freeCycle(graph) === null);
  const expected = tryEverything(graph, 'n0', reported(all), 300);
  fc.pre(expected !== null);
  return expected ?? 0;
}

describe('the steps of a proof', () => {
  it.each([ring, mesh])('grow with the size of a graph as a small power of it', (shape) => {
    const [small, large] = [usedFor(shape(4, 3)), usedFor(shape(16, 3))];
    expect(small).toBeGreaterThan(0);
    expect(large / small).toBeLessThan(4 ** 5);
  });

  it('do not grow with the numbers of its bounds', () => {
    expect(usedFor(ring(6, 1_000_000)) / usedFor(ring(6, 100_000))).toBeLessThan(2);
  });

  it.each([
    [ring(6, 1_000_000_000), 6 * (1 + 6 * 1_000_000_000)],
    [ring(3, Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER],
    [mesh(40, 3), 40 * (1 + 40 * 3)],
  ])('end, and then there is a number all the same', (graph, most) => {
    const { runs, witness } = longestWalk(graph, 'n0', ['other'], { arcs: 100_000, states: 100 });
    expect(witness).toBeNull();
    expect(runs).toBeGreaterThan(100);
    expect(runs).toBeLessThanOrEqual(most);
  });
});

function usedFor(graph: Routed): number {
  const steps = newSteps();
  longestWalk(graph, 'n0', ['other'], steps);
  return newSteps().arcs - steps.arcs;
}

/** One node after the other; each may lead back to the first, as often as its own bound says. */
function ring(size: number, max: number): Routed {
  return graphOf(size, max, (at) => [0].filter(() => at > 0));
}

/** Each node may lead back to all before it, for its own bound. */
function mesh(size: number, max: number): Routed {
  return graphOf(size, max, (at) => Array.from({ length: at }, (_, before) => before));
}

function graphOf(size: number, max: number, backTo: (at: number) => number[]): Routed {
  const ids = Array.from({ length: size }, (_, at) => at);
  const nodes = ids.map((at) => {
    const onward: Rung = at + 1 < size ? { node: `n${at + 1}` } : { end: 'over' };
    const back = backTo(at).map((to) => [`BACK_${to}`, [{ node: `n${to}`, bound: `b${at}` }, onward]]);
    const routes: Record<string, Rung[]> = { GO: [onward], ...Object.fromEntries(back) };
    return [`n${at}`, { routes }] as const;
  });
  const bounds = ids.map((at) => [`b${at}`, { max, per: 'activation' as const }] as const);
  return { nodes: Object.fromEntries(nodes), bounds: Object.fromEntries(bounds) };
}
