// `compile graph` as text: where every outcome leads, with the numbers that bound it.
import type { Plan, PlanGraph, PlanNode, PlanTrigger } from '../../core/contracts/plan.js';
import type { Plane } from '../../core/contracts/families.js';
import { counted } from '../render/count.js';
import { section, table } from '../render/table.js';
import { graphsOf, ladderText, mostRuns } from './graphs.js';

export const routeLines = (plan: Plan, only: Plane | undefined): string[] => [
  ...graphsOf(plan, only).flatMap(([plane, graph]) => ['', `${plane}: ${graph.id}`, ...indent(graphLines(graph))]),
  ...section('triggers', table((plan.triggers ?? []).filter((one) => touches(one, only)).map(triggerRow))),
  ...section('at the same time', only === undefined ? (plan.concurrent ?? []).map((pair) => pair.join(' and ')) : []),
];

const touches = ({ plane }: PlanTrigger, only: Plane | undefined): boolean =>
  only === undefined || only === plane || only === 'learning';

const triggerRow = ({ id, plane, node, outcomes, target, action }: PlanTrigger): string[] => [
  ...[id, `${plane} ${node}`, outcomes.join(', '), `-> ${target} (${action})`],
];

function graphLines(graph: PlanGraph): string[] {
  const nodes = Object.entries(graph.nodes).flatMap(([id, node]) => [id, ...indent(nodeLines(graph, node))]);
  return [
    ...Object.entries(graph.entries).map(([family, node]) => `${family} enters at ${node}; ${mostRuns(graph, family)}`),
    ...(graph.starts ?? []).map((node) => `an item may ask to begin at ${node}; ${mostRuns(graph, node)}`),
    ...closureLines(graph),
    ...deliveryLines(graph),
    '',
    ...nodes,
    ...section('bounds', boundTable(graph)),
    ...section('ends', endTable(graph)),
  ];
}

function closureLines(graph: PlanGraph): string[] {
  const { closure, closing } = graph;
  if (closure === null) return [];
  const judged = `a drained root is judged by ${closure}; ${mostRuns(graph, 'closure')}`;
  if (closing === undefined) return [judged];
  const incident = closing.incidentOnGap ? ', which opens an incident' : '';
  return [`${judged}; closed at end:${closing.pass}, a gap at end:${closing.gap}${incident}`];
}

const deliveryLines = ({ delivery }: PlanGraph): string[] =>
  delivery === undefined
    ? []
    : [
        `a root that passed and does not fit where it is delivered to is work: a ${delivery.family} that begins at ${delivery.start}; ` +
          `${counted(delivery.rounds, 'round')} for each root`,
      ];

const nodeLines = (graph: PlanGraph, node: PlanNode): string[] => [
  ...table(Object.entries(node.routes).map(([outcome, ladder]) => [outcome, '->', ladderText(ladder, graph.bounds)])),
  ...Object.entries(node.resume ?? {}).map(
    ([outcome, { by, to }]) => `with ${outcome} it may name (${by.join(', ')}) where to go on: ${to.join(', ')}`,
  ),
];

const boundTable = ({ bounds }: PlanGraph): string[] =>
  table(
    Object.entries(bounds).map(([id, { max, per }]) => [id, `${max} per ${per === 'class' ? 'failure class' : per}`]),
  );

const endTable = ({ ends }: PlanGraph): string[] =>
  table(
    Object.entries(ends).map(([id, end]) => [`end:${id}`, end.disposition, end.class, end.needsYou ? 'needs you' : '']),
  );

const indent = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));
