// The proof against trying everything: what it says is neither too small nor too large, and its witness is a real walk.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawn } from '../../../test/pure/drawn.js';
import { isFreeOfCycles, replay, tryEverything } from '../../../test/pure/walks.js';
import { freeCycle } from './cycle.js';
import { longest } from './longest.js';

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
    let compared = 0;
    fc.assert(
      fc.property(drawn, classes, (graph, all) => {
        fc.pre(freeCycle(graph) === null);
        const expected = tryEverything(graph, 'n0', reported(all), 300);
        fc.pre(expected !== null);
        const proved = longest(graph, 'n0', all);
        if (!('runs' in proved)) throw new Error('it gave up');
        expect(proved.runs).toBe(expected);
        expect(replay(graph, 'n0', proved.witness)).toBe(expected);
        compared += 1;
      }),
      { numRuns: 100, maxSkipsPerRun: 1000 },
    );
    expect(compared).toBeGreaterThanOrEqual(100);
  });
});
