// Whatever agents answer, a walk over a compiled plan ends within the number that the plan names.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanBound, PlanGraph, Rung } from '../contracts/plan.js';
import { climb } from '../engine/routing/ladder.js';
import { compileShipped } from '../../test/support/plan.js';
import { compileSmall } from '../../test/pure/sources.js';
import { freeCycle, stageRunLimit } from './bounds.js';

const COMMON = 9;

interface Drawn {
  nodes: Record<string, { routes: Record<string, Rung[]> }>;
  bounds: Record<string, PlanBound>;
}

const drawn: fc.Arbitrary<Drawn> = fc.integer({ min: 1, max: 5 }).chain((size) => {
  const target = fc.nat(size - 1).map((n): Rung => ({ node: `n${n}` }));
  const end = fc.constant<Rung>({ end: 'over' });
  const bounded = fc.tuple(target, fc.nat(2)).map(([rung, b]): Rung => ({ ...rung, bound: `b${b}` }));
  const last = fc.oneof({ weight: 2, arbitrary: end }, { weight: 1, arbitrary: target });
  const ladder = fc.tuple(fc.array(bounded, { maxLength: 2 }), last).map(([rungs, free]) => [...rungs, free]);
  const node = fc.record({ routes: fc.record({ GO: ladder, FAIL: ladder }) });
  const bound = fc.record({ max: fc.integer({ min: 1, max: 3 }), per: fc.constantFrom('activation', 'class') });
  return fc.record({
    nodes: fc.tuple(...Array.from({ length: size }, () => node)).map((all) => named('n', all)),
    bounds: fc.tuple(bound, bound, bound).map((all) => named('b', all)),
  });
});

const named = <T>(letter: string, all: T[]): Record<string, T> =>
  Object.fromEntries(all.map((one, index) => [`${letter}${index}`, one]));

/** Stage runs of a walk from `entry`; `choices` are the agents' answers, over and over. */
function walk(graph: Drawn, entry: string, choices: number[], classes: string[]): number {
  const spent: Record<string, number> = {};
  let node: string | undefined = entry;
  let runs = 0;
  for (; node !== undefined && runs < 5000; runs += 1) {
    const choice: number = choices[runs % choices.length] ?? 0;
    const ladders: Rung[][] = Object.values(graph.nodes[node]?.routes ?? {});
    const failureClass = classes[(choice >> 3) % classes.length] ?? 'other';
    const ladder = ladders[choice % ladders.length] ?? [];
    node = climb(ladder, graph.bounds, spent, failureClass)?.rung.node;
  }
  return runs;
}

const choices = fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 });

describe('a graph without a free cycle', () => {
  it('lets no walk exceed the largest number of stage runs', () => {
    fc.assert(
      fc.property(drawn, choices, (graph, answers) => {
        fc.pre(freeCycle(graph) === null);
        const classes = Array.from({ length: 3 }, (_, n) => `class_${n}`);
        expect(walk(graph, 'n0', answers, classes)).toBeLessThanOrEqual(stageRunLimit(graph, 'n0', classes.length));
      }),
      { numRuns: 500 },
    );
  });
});

/** The drawn graph as files: the compiler may accept it or not. */
function sourcesOf(graph: Drawn) {
  const rung = (one: Rung) => `"${one.node ?? `end:${one.end}`}${one.bound === undefined ? '' : ` (${one.bound})`}"`;
  const ladder = (rungs: Rung[]) => `[${rungs.map(rung).join(', ')}]`;
  const nodes = Object.entries(graph.nodes).map(([id, { routes }]) => [
    `[nodes.${id}]`,
    'kind = "maker"',
    `MADE = ${ladder(routes['GO'] ?? [])}`,
    `BLOCKED = ${ladder(routes['FAIL'] ?? [])}`,
  ]);
  const bounds = Object.entries(graph.bounds).map(([id, one]) => [
    `[bounds.${id}]`,
    `max = ${one.max}`,
    `per = "${one.per}"`,
  ]);
  const end = ['[ends.over]', 'class = "success"', 'disposition = "complete"'];
  const head = ['id = "small.run"', 'plane = "execution"', '[entries]', 'task = "n0"'];
  return [head, ...nodes, ...bounds, end].flat().join('\n');
}

describe('a drawn graph that compiles', () => {
  it('ends every walk within maxStageRuns, whatever the classes of failure', () => {
    let accepted = 0;
    fc.assert(
      fc.property(drawn, choices, (graph, answers) => {
        const text = sourcesOf(graph);
        const { named: compiled, diagnostics } = compileSmall(
          { file: 'graphs/run.toml', to: null },
          { file: 'graphs/run.toml', to: text },
        );
        const cycle = freeCycle(graph) !== null;
        expect(
          diagnostics.some((one) => one.code === 'MR1025') && !cycle,
          'a cycle is told only where there is one',
        ).toBe(false);
        if (compiled === null) return;
        accepted += 1;
        const execution = compiled.plan.planes.execution as PlanGraph;
        const runs = walk(execution, 'n0', answers, compiled.plan.failureClasses.slice(-COMMON - 1));
        expect(runs).toBeLessThanOrEqual(execution.maxStageRuns['task'] ?? 0);
      }),
      { numRuns: 500 },
    );
    expect(accepted, 'graphs that compiled').toBeGreaterThan(20);
  });
});

describe('the shipped graphs', () => {
  const { plan } = compileShipped().named;
  const graphs = Object.values(plan.planes).filter((graph) => graph !== undefined);

  it('end every walk within maxStageRuns', () => {
    fc.assert(
      fc.property(fc.constantFrom(...graphs), choices, (graph, answers) => {
        for (const [family, entry] of Object.entries(graph.entries)) {
          expect(walk(graph, entry, answers, plan.failureClasses)).toBeLessThanOrEqual(graph.maxStageRuns[family] ?? 0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('name a largest number for every entry', () => {
    for (const graph of graphs) {
      const closing = graph.closure === null ? [] : ['closure'];
      expect(Object.keys(graph.maxStageRuns)).toEqual([...Object.keys(graph.entries), ...closing]);
      expect(Math.min(...Object.values(graph.maxStageRuns))).toBeGreaterThan(0);
    }
  });
});

describe('the largest number of stage runs', () => {
  const chain = (bounds: Record<string, PlanBound>): Drawn => ({
    nodes: {
      a: { routes: { GO: [{ node: 'b' }] } },
      b: { routes: { GO: [{ end: 'over' }], FAIL: [{ node: 'a', bound: 'again' }, { end: 'over' }] } },
    },
    bounds,
  });

  it('is the longest free path plus what each spent bound can add', () => {
    expect(stageRunLimit(chain({ again: { max: 3, per: 'activation' } }), 'a', 5)).toBe(2 + 3 * 2);
  });

  it('counts a bound per class once for every class', () => {
    expect(stageRunLimit(chain({ again: { max: 3, per: 'class' } }), 'a', 5)).toBe(2 + 3 * 5 * 2);
  });

  it('shows a free cycle from where it closes', () => {
    const nodes = { a: { routes: { GO: [{ node: 'b' }] } }, b: { routes: { GO: [{ node: 'b' }] } } };
    expect(freeCycle({ nodes, bounds: {} })).toEqual(['b', 'b']);
  });

  it('looks at each node a few times, however many paths there are', () => {
    const layers = 12;
    let looks = 0;
    const next = (n: number): Rung[] => [n === layers ? { end: 'over' } : { node: `n${n + 1}` }];
    const layer = (n: number) => ({
      get routes() {
        looks += 1;
        return { GO: next(n), OR: next(n) };
      },
    });
    const nodes = Object.fromEntries(Array.from({ length: layers + 1 }, (_, n) => [`n${n}`, layer(n)] as const));
    expect(stageRunLimit({ nodes, bounds: {} }, 'n0', 1)).toBe(layers + 1);
    expect(looks).toBeLessThan(10 * layers);
  });
});
