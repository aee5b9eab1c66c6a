// Where a simulated activation begins: at the entry of a family, or at a node of the caller's choice.
import { type Plane, PLANES } from '../contracts/families.js';
import type { Plan, PlanGraph } from '../contracts/plan.js';
import { own } from '../own.js';

export interface SimulationStart {
  plane: Plane;
  family: string;
  node: string;
  /** The root is judged from here. */
  closes: boolean;
  /** Of its number in `maxStageRuns`. */
  key: string;
  /** Largest number of stage runs from here; null = the plan has none for an activation that begins here. */
  limit: number | null;
}

/** Families that have an entry, with their node. */
export const entryNodes = (plan: Plan): [family: string, node: string, plane: Plane][] =>
  graphsOf(plan).flatMap(([plane, { entries }]) =>
    Object.entries(entries).map(([family, node]): [string, string, Plane] => [family, node, plane]),
  );

export const nodesOf = (plan: Plan): string[] => graphsOf(plan).flatMap(([, graph]) => Object.keys(graph.nodes));

/** Null when the plan has no entry for the family. */
export function startOf(plan: Plan, family: string): SimulationStart | null {
  const [, node, plane] = entryNodes(plan).find(([one]) => one === family) ?? [];
  if (node === undefined || plane === undefined) return null;
  const limit = own(plan.planes[plane]?.maxStageRuns ?? {}, family) ?? null;
  return { plane, family, node, closes: false, key: family, limit };
}

/**
 * Null when no plane has the node. `family`: of the item; null = the one that enters there, else the first of the plane.
 * The node that judges roots judges one, unless a family is given.
 */
export function startAt(plan: Plan, node: string, family: string | null): SimulationStart | null {
  const [plane, graph] = graphsOf(plan).find(([, one]) => own(one.nodes, node) !== undefined) ?? [];
  if (plane === undefined || graph === undefined) return null;
  const families = Object.keys(graph.entries);
  const entering = families.find((one) => own(graph.entries, one) === node);
  const closes = node === graph.closure && family === null && entering === undefined;
  const chosen = family ?? entering ?? (closes ? 'spec' : (families[0] ?? ''));
  const key = own(graph.entries, chosen) === node ? chosen : closes ? 'closure' : node;
  return { plane, family: chosen, node, closes, key, limit: own(graph.maxStageRuns, key) ?? null };
}

/** The plan with this start as the one entry of its plane: what the executor is given to play. */
export function planFrom(plan: Plan, { plane, family, node, closes, limit }: SimulationStart): Plan {
  const graph = plan.planes[plane];
  if (graph === undefined) return plan;
  const maxStageRuns = { [closes ? 'closure' : family]: limit ?? Number.MAX_SAFE_INTEGER };
  return { ...plan, planes: { ...plan.planes, [plane]: { ...graph, entries: { [family]: node }, maxStageRuns } } };
}

const graphsOf = (plan: Plan): [Plane, PlanGraph][] =>
  PLANES.flatMap((plane) => {
    const graph = plan.planes[plane];
    return graph === undefined ? [] : [[plane, graph] as [Plane, PlanGraph]];
  });
