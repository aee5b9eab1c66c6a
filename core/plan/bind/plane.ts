// One plane of the plan: the graph that the mode names for it, checked, bound, and proved to end.
import type { Plane } from '../../contracts/families.js';
import { PLANES } from '../../contracts/families.js';
import type { PlanGraph } from '../../contracts/plan.js';
import { checkGraph } from '../checks/graph-checks.js';
import type { PlanContext } from '../context.js';
import { diagnostic, didYouMean } from '../diagnostics.js';
import { allHomes } from '../sources/family.js';
import { COUNTED_CLASSES } from '../../contracts/failure-lists.js';
import type { Graph } from '../sources/graph.js';
import { filled, planNode } from './node.js';
import type { Routed } from '../proof/graph.js';
import { seenBy } from '../proof/seen-by.js';
import { prove } from '../proof/prove.js';
import { effectiveBounds, effectiveDelivery } from './settings.js';

/** The graphs of the mode, planning first; those that do not exist are told. */
export function selectGraphs(context: PlanContext): Graph[] {
  return PLANES.flatMap((plane) => {
    const id = context.mode.planes[plane];
    const graph = id === undefined ? null : findGraph(context, plane, id);
    return graph === null ? [] : [graph];
  });
}

function findGraph(context: PlanContext, plane: Plane, id: string): Graph | null {
  const { graphs } = context.library;
  const graph = graphs.get(id);
  if (graph?.plane === plane) return graph;
  const known = [...graphs.values()].flatMap((one) => (one.plane === plane ? [one.id] : []));
  const why = graph === undefined ? 'which does not exist' : `which is of the plane ${graph.plane}`;
  const message = `The mode names the graph ${id} for ${plane}, ${why}.${didYouMean(id, known)}`;
  context.diagnostics.push(diagnostic('MR1011', context.mode.path, message, { field: 'planes' }));
  return null;
}

export function planGraph(graph: Graph, context: PlanContext): PlanGraph {
  const errors = context.diagnostics.filter((one) => one.severity === 'error').length;
  checkGraph(graph, context.library.stages, allHomes(context.library.families), context.diagnostics);
  const bounds = effectiveBounds(graph, context.config, context.diagnostics);
  const nodes = Object.fromEntries(Object.keys(graph.nodes).map((id) => [id, planNode(graph, id, context)] as const));
  const ends = Object.entries(graph.ends).map(
    ([id, end]) => [id, { class: end.class, disposition: end.disposition, needsYou: end.needs_you }] as const,
  );
  const sound = context.diagnostics.filter((one) => one.severity === 'error').length === errors;
  return {
    id: graph.id,
    entries: graph.entries,
    ...filled('starts', graph.starts),
    nodes,
    ends: Object.fromEntries(ends),
    bounds,
    ...closingOf(graph),
    ...effectiveDelivery(graph, context.config, context.diagnostics),
    ...(sound ? stageRuns(graph, { nodes, bounds }, context) : { maxStageRuns: {} }),
  };
}

function closingOf({ closure }: Graph): Pick<PlanGraph, 'closure' | 'closing'> {
  if (closure === undefined) return { closure: null };
  const { node, pass, gap, roots, incident_on_gap: incidentOnGap } = closure;
  return { closure: node, closing: { pass, gap, roots, incidentOnGap } };
}

function stageRuns(
  graph: Graph,
  routed: Pick<PlanGraph, 'nodes' | 'bounds'>,
  context: PlanContext,
): Pick<PlanGraph, 'maxStageRuns' | 'upperBounds'> {
  const families = Object.keys(graph.entries);
  // An item that asks to begin elsewhere is of the family that enters here; a root that is judged is no item.
  const seen = (key: string): Routed =>
    key === 'closure' ? routed : seenBy(families.includes(key) ? key : (families[0] ?? ''), routed);
  const starts = Object.fromEntries(beginnings(graph));
  const { limits, upperBounds, witnesses, problems } = prove(routed, starts, COUNTED_CLASSES, { seen });
  context.diagnostics.push(...problems.map(({ code, message }) => diagnostic(code, graph.path, message)));
  context.witnesses[graph.plane] = witnesses;
  return { maxStageRuns: limits, ...filled('upperBounds', upperBounds) };
}

/** Where an activation can begin, under the key that the engine looks it up by. */
function beginnings({ entries, starts, closure }: Graph): [key: string, node: string][] {
  const closing: [string, string][] = closure === undefined ? [] : [['closure', closure.node]];
  return [...Object.entries(entries), ...starts.map((node): [string, string] => [node, node]), ...closing];
}
