// `compile graph` as text: where every outcome leads, with the numbers that bound it.
import type { Plan, PlanGraph, PlanNode } from '../../core/contracts/plan.js';
import type { Plane } from '../../core/contracts/families.js';
import { section, table } from '../render/table.js';
import { graphsOf, ladderText, mostText } from './graphs.js';

export const routeLines = (plan: Plan, only: Plane | undefined): string[] =>
  graphsOf(plan, only).flatMap(([plane, graph]) => ['', `${plane}: ${graph.id}`, ...indent(graphLines(graph))]);

function graphLines(graph: PlanGraph): string[] {
  const nodes = Object.entries(graph.nodes).flatMap(([id, node]) => [id, ...indent(nodeLines(graph, node))]);
  return [
    ...Object.entries(graph.entries).map(([family, node]) => `${family} enters at ${node}${mostRuns(graph, family)}`),
    ...(graph.closure === null ? [] : [`a drained root is judged by ${graph.closure}${mostRuns(graph, 'closure')}`]),
    '',
    ...nodes,
    ...section('bounds', boundTable(graph)),
    ...section('ends', endTable(graph)),
  ];
}

const mostRuns = ({ maxStageRuns }: PlanGraph, start: string): string => `; ${mostText(maxStageRuns[start])}`;

const nodeLines = (graph: PlanGraph, node: PlanNode): string[] =>
  table(Object.entries(node.routes).map(([outcome, ladder]) => [outcome, '->', ladderText(ladder, graph.bounds)]));

const boundTable = ({ bounds }: PlanGraph): string[] =>
  table(
    Object.entries(bounds).map(([id, { max, per }]) => [id, `${max} per ${per === 'class' ? 'failure class' : per}`]),
  );

const endTable = ({ ends }: PlanGraph): string[] =>
  table(
    Object.entries(ends).map(([id, end]) => [`end:${id}`, end.disposition, end.class, end.needsYou ? 'needs you' : '']),
  );

const indent = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));
