// The proof and the engine agree: a longest activation, played through the executor, has just as many stage runs.
import { expect, it } from 'vitest';
import { compileShipped } from '../../test/support/plan.js';
import { PLANES } from '../contracts/families.js';
import type { Plan, PlanGraph } from '../contracts/plan.js';
import { COMMON_CLASSES } from '../plan/failure-classes.js';
import type { Step } from '../plan/proof/graph.js';
import { prove } from '../plan/proof/prove.js';
import type { Told } from './outcomes.js';
import { play } from './play.js';
import { startAt } from './start.js';

const { plan } = compileShipped('', 'learning_codex').named;

/** Without resume rules, which the engine does not follow yet. */
function withoutResume(graph: PlanGraph): PlanGraph {
  const nodes = Object.entries(graph.nodes).map(([id, { resume: _resume, ...node }]) => [id, node] as const);
  return { ...graph, nodes: Object.fromEntries(nodes) };
}

const walks = PLANES.flatMap((plane) => {
  const graph = plan.planes[plane];
  if (graph === undefined) return [];
  const plain = withoutResume(graph);
  const starts = { ...graph.entries, ...(graph.closure === null ? {} : { closure: graph.closure }) };
  const { limits: maxStageRuns, witnesses } = prove(plain, starts, COMMON_CLASSES);
  const played: Plan = { ...plan, planes: { [plane]: { ...plain, maxStageRuns } } };
  return Object.keys(starts).map((key) => [key, played, maxStageRuns[key] ?? 0, witnesses[key] ?? []] as const);
});

const toldOf = ({ node, outcome, failureClass }: Step): Told => {
  return { place: node, node, outcome, failureClass: failureClass ?? null, resume: null };
};

it.each(walks)('from %s', (_key, played, most, walk) => {
  const start = startAt(played, walk[0]?.node ?? '', null);
  if (start === null) throw new Error('no start');
  const { stages, end, unused, fault } = play(played, start, walk.map(toldOf));
  expect({ fault, unused: unused.length }).toEqual({ fault: null, unused: 0 });
  expect(stages.map(({ number }) => number)).toEqual(walk.map((_, at) => at + 1));
  expect(stages).toHaveLength(most);
  expect(end?.end).toEqual(expect.any(String));
});
