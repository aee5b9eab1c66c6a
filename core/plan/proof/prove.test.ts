// What is proved of the graphs that ship, and of every graph that one slip of the pen makes of them.
import { describe, expect, it } from 'vitest';
import { mutantsOf } from '../../../test/pure/mutants.js';
import { shippedGraphs } from '../../../test/pure/shipped-graphs.js';
import { isFreeOfCycles, replay } from '../../../test/pure/walks.js';
import { COUNTED_CLASSES } from '../../contracts/failure-lists.js';
import type { PlanGraph } from '../../contracts/plan.js';
import type { Routed } from './graph.js';
import { seenBy } from './seen-by.js';
import { prove } from './prove.js';

const NUMBERS = {
  'execution.standard': { task: 119, merger: 119 },
  'execution.with_integrator': { task: 152, merger: 152 },
  'planning.standard': { probe: 1, spec: 60, incident: 85, closure: 1 },
  'planning.blueprint': { probe: 1, spec: 60, incident: 85, blueprint_draft: 66, closure: 1 },
  'learning.standard': { learning_request: 3, professor: 2, curator: 1, librarian: 1 },
};

describe('the shipped graphs', () => {
  it('have these largest numbers of stage runs', () => {
    const numbers = shippedGraphs().map(({ name, graph }) => [name, graph.maxStageRuns] as const);
    expect(Object.fromEntries(numbers)).toEqual(NUMBERS);
  });

  it.each([1, 3, 9, 20])('are proved with every setting of recovery at %i, each number by a walk', (most) => {
    const names = ['max_fix_cycles', 'max_troubleshoot_attempts_before_consult', 'max_mechanic_attempts'];
    const config = ['[recovery]', ...names.map((name) => `${name} = ${most}`)].join('\n');
    for (const { graph, starts, witnesses } of shippedGraphs(config)) {
      for (const [key, node] of Object.entries(starts)) {
        expect(replay(seenFrom(graph, key), node, witnesses[key] ?? [])).toBe(graph.maxStageRuns[key]);
      }
    }
  });

  it.each(shippedGraphs())('$name is refused for a cycle after exactly those slips that make one', ({ graph }) => {
    const mutants = mutantsOf(graph);
    const refused = mutants.filter((one) => prove(one.graph, {}, COUNTED_CLASSES).problems.length > 0);
    expect(refused.map(({ slip }) => slip)).toEqual(
      mutants.filter((one) => !isFreeOfCycles(one.graph)).map(({ slip }) => slip),
    );
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(mutants.length);
  });

  it('keep their numbers proved without the rules that let a repair choose where to go on', () => {
    for (const { graph, starts } of shippedGraphs()) {
      const plain: Routed = { nodes: mapped(graph.nodes, ({ routes }) => ({ routes })), bounds: graph.bounds };
      const { limits, witnesses, problems } = prove(plain, starts, COUNTED_CLASSES);
      expect(problems).toEqual([]);
      for (const [key, node] of Object.entries(starts)) {
        expect(replay(plain, node, witnesses[key] ?? [])).toBe(limits[key]);
      }
    }
  });
});

/** As the items that enter under this key go through it. */
const seenFrom = (graph: PlanGraph, key: string): Routed =>
  Object.hasOwn(graph.entries, key) ? seenBy(key, graph) : graph;

const mapped = <A, B>(all: Record<string, A>, change: (one: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(all).map(([id, one]) => [id, change(one)]));

describe('a graph that goes round for nothing', () => {
  it('is told by the shortest round, with the outcomes between, and has no numbers', () => {
    const graph: Routed = {
      nodes: {
        a: { routes: { DONE: [{ node: 'b' }], BLOCKED: [{ end: 'over' }] } },
        b: { routes: { DONE: [{ end: 'over' }] }, resume: { DONE: { to: ['a'] } } },
      },
      bounds: {},
    };
    const { limits, witnesses, problems } = prove(graph, { task: 'a' }, COUNTED_CLASSES);
    expect({ limits, witnesses }).toEqual({ limits: { task: 0 }, witnesses: {} });
    expect(problems).toEqual([
      { code: 'MR1025', message: 'Nothing bounds the cycle a -> b -> a (DONE, DONE with a resume).' },
    ]);
  });
});

describe('a graph that is too large to be looked through', () => {
  const shipped = shippedGraphs().find(({ name }) => name === 'execution.standard')?.graph ?? { nodes: {}, bounds: {} };
  const sound = mutantsOf(shipped).filter(({ graph }) => isFreeOfCycles(graph));

  it('has an upper bound, which says so', () => {
    const mutant = sound.find(({ slip }) => slip === 'builder BLOCKED: to checker')?.graph ?? shipped;
    const { limits, upperBounds, witnesses, problems } = prove(mutant, { task: 'builder' }, COUNTED_CLASSES);
    expect({ upperBounds, witnesses }).toEqual({ upperBounds: ['task'], witnesses: {} });
    const most = limits['task'] ?? 0;
    expect(most).toBeGreaterThanOrEqual(115);
    const message = `From builder on there are at most ${most} stage runs: an upper bound, the exact number is too far to find.`;
    expect(problems).toEqual([{ code: 'MR1040', message }]);
  });

  it.each([
    { arcs: 0, states: 0 },
    { arcs: 100_000, states: 10 },
  ])('or that has only $arcs steps is never refused, whatever slip made it', (few) => {
    const steps = () => ({ ...few });
    for (const { graph } of sound.filter((_, index) => index % 5 === 0)) {
      const { limits, upperBounds, witnesses, problems } = prove(graph, { task: 'builder' }, COUNTED_CLASSES, {
        steps,
      });
      const walk = witnesses['task'];
      expect(limits['task']).toBeGreaterThanOrEqual(1);
      expect(upperBounds).toEqual(walk === undefined ? ['task'] : []);
      expect(problems.map(({ code }) => code)).toEqual(walk === undefined ? ['MR1040'] : []);
      if (walk !== undefined) expect(replay(graph, 'builder', walk)).toBe(limits['task']);
    }
  });
});
