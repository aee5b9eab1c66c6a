// A cycle of free steps never ends: rungs that stand open for ever, and the nodes that a resume may name.
import type { Rung } from '../../contracts/plan.js';
import { own } from '../../own.js';
import type { Routed, ProofStep } from './graph.js';

interface FreeStep extends ProofStep {
  to: string;
}

/** The shortest cycle that nothing bounds, as the steps around it; null when there is none. */
export function freeCycle(graph: Routed): ProofStep[] | null {
  let shortest: FreeStep[] | null = null;
  for (const id of Object.keys(graph.nodes)) {
    const cycle = cycleThrough(graph, id);
    if (cycle !== null && (shortest === null || cycle.length < shortest.length)) shortest = cycle;
  }
  return shortest?.map(({ to, ...step }) => (step.resume === undefined ? step : { ...step, resume: to })) ?? null;
}

/** `a -> b -> a (DONE, AGAIN)`: the nodes around the cycle and the outcomes between them. */
export function describeCycle(cycle: ProofStep[]): string {
  const nodes = [...cycle, ...cycle.slice(0, 1)].map(({ node }) => node);
  const outcomes = cycle.map(({ outcome, resume }) => (resume === undefined ? outcome : `${outcome} with a resume`));
  return `${nodes.join(' -> ')} (${outcomes.join(', ')})`;
}

/** Breadth first, so that the first way back is a shortest one. */
function cycleThrough(graph: Routed, id: string): FreeStep[] | null {
  const seen = new Set<string>();
  let ways: FreeStep[][] = [[]];
  while (ways.length > 0) {
    const longer: FreeStep[][] = [];
    for (const way of ways) {
      for (const step of freeSteps(graph, way.at(-1)?.to ?? id)) {
        if (step.to === id) return [...way, step];
        if (!seen.has(step.to)) longer.push([...way, step]);
        seen.add(step.to);
      }
    }
    ways = longer;
  }
  return null;
}

function freeSteps(graph: Routed, node: string): FreeStep[] {
  const { routes = {}, resume = {} } = own(graph.nodes, node) ?? {};
  const routed = Object.entries(routes).flatMap(([outcome, ladder]) => {
    const to = openRung(ladder)?.node;
    return to === undefined ? [] : [{ node, outcome, to }];
  });
  const resumed = Object.entries(resume).flatMap(([outcome, rule]) =>
    rule.to.map((to) => ({ node, outcome, to, resume: to })),
  );
  return [...routed, ...resumed];
}

const openRung = (ladder: Rung[]): Rung | undefined => ladder.find((rung) => rung.bound === undefined);
