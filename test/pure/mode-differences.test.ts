// What the modes that ship differ in, as data: what runs end to end in one of them runs so in every other that has the same planes.
import { describe, expect, it } from 'vitest';
import type { Plane } from '../../core/contracts/families.js';
import type { Plan, PlanGraph, PlanNode } from '../../core/contracts/plan.js';
import { compileShipped } from '../support/plan.js';

const planOf = (mode: string): Plan => compileShipped('', mode).named.plan;

const RUNNER = ['runner'] as const;
const MODELS = ['model', 'alias', 'effort', 'modelSource'] as const;
type Field = (typeof RUNNER)[number] | (typeof MODELS)[number];

/** The graph with its nodes as they are but for these fields. */
function without(graph: PlanGraph | undefined, fields: readonly Field[]): unknown {
  const bare = (node: PlanNode) =>
    Object.fromEntries(Object.entries(node).filter(([field]) => !(fields as readonly string[]).includes(field)));
  return graph && { ...graph, nodes: Object.entries(graph.nodes).map(([id, node]) => [id, bare(node)]) };
}

/** `[the mode, the one that has the same planes, which, what they differ in]`. */
const SAME: [string, string, Plane[], readonly Field[]][] = [
  ['default_pi', 'default_codex', ['planning', 'execution'], [...RUNNER, ...MODELS]],
  ['learning_pi', 'learning_codex', ['planning', 'execution', 'learning'], [...RUNNER, ...MODELS]],
  ['default_claude', 'default_codex', ['planning', 'execution'], [...RUNNER, ...MODELS]],
  ['learning_claude', 'learning_codex', ['planning', 'execution', 'learning'], [...RUNNER, ...MODELS]],
  ['learning_codex', 'default_codex', ['planning', 'execution'], []],
  ['learning_codex_integrated', 'learning_codex', ['planning', 'learning'], []],
  ['learning_codex_integrated', 'default_codex_integrated', ['planning', 'execution'], []],
  ['efficient_learning_codex', 'learning_codex', ['planning', 'execution', 'learning'], MODELS],
  ['blueprint_codex', 'default_codex', ['execution'], []],
  ['blueprint_learning_codex', 'blueprint_codex', ['planning', 'execution'], []],
  ['blueprint_learning_codex', 'learning_codex', ['learning'], []],
];

describe.each(SAME)('%s and %s', (mode, other, planes, fields) => {
  const [one, two] = [planOf(mode), planOf(other)];

  it.each(planes)('have the same %s, but for their runners and models where they say so', (plane) => {
    expect(without(one.planes[plane], fields)).toEqual(without(two.planes[plane], fields));
    expect(one.planes[plane]).toBeDefined();
  });

  it('have the same pairs and triggers, where both learn', () => {
    if (!one.planes.learning || !two.planes.learning) return;
    expect([one.concurrent, one.triggers]).toEqual([two.concurrent, two.triggers]);
  });
});

it('one graph is another one: an Integrator stands in execution, and drafts in planning', () => {
  const nodes = (mode: string, plane: Plane): string[] => Object.keys(planOf(mode).planes[plane]?.nodes ?? {});
  const added = (mode: string, plane: Plane): string[] =>
    nodes(mode, plane).filter((node) => !nodes('default_codex', plane).includes(node));
  expect(added('default_codex_integrated', 'execution')).toEqual(['integrator']);
  expect(added('blueprint_codex', 'planning').every((node) => node.endsWith('_blueprint'))).toBe(true);
});
