// `compile graph --format mermaid`: a flowchart. Nodes get ids of our own, so that no name can be a word of Mermaid.
import type { Plane } from '../../core/contracts/families.js';
import type { Plan, PlanEnd, PlanGraph, Rung } from '../../core/contracts/plan.js';
import { graphsOf } from './graphs.js';
import { own } from '../../core/own.js';

/** Lines of one flowchart: a subgraph per plane; a solid arrow is the normal way, a dotted one a rung below it. */
export const mermaidLines = (plan: Plan, only: Plane | undefined): string[] => [
  'flowchart TD',
  ...graphsOf(plan, only).flatMap(([plane, graph]) => subgraph(plane, graph)),
  ...(only === undefined ? triggers(plan) : []).map((line) => `  ${line}`),
  '  classDef needsYou stroke-width:3px,stroke-dasharray:4',
];

function subgraph(plane: Plane, graph: PlanGraph): string[] {
  const ids = idsOf(plane, graph);
  const body = [
    ...shapes(ids, graph),
    ...entries(ids, graph),
    ...routes(ids, graph),
    ...resumes(ids, graph),
    ...attention(ids, graph),
  ];
  return [`  subgraph ${plane}[${label(`${plane}: ${graph.id}`)}]`, ...body.map((line) => `    ${line}`), '  end'];
}

/** Ids in the chart: letter of the plane, letter of the kind, number. */
interface Ids {
  node: Map<string, string>;
  end: Map<string, string>;
  entry: Map<string, string>;
  closure: string;
  start: string;
}

function idsOf(plane: Plane, graph: PlanGraph): Ids {
  const numbered = (kind: string, names: object): Map<string, string> =>
    new Map(Object.keys(names).map((name, at) => [name, `${plane.charAt(0)}${kind}${at}`]));
  const { nodes, ends, entries: families } = graph;
  return {
    ...{ node: numbered('n', nodes), end: numbered('e', ends), entry: numbered('f', families) },
    ...{ closure: `${plane.charAt(0)}c`, start: `${plane.charAt(0)}s` },
  };
}

function shapes(ids: Ids, graph: PlanGraph): string[] {
  return [
    ...Object.keys(graph.entries).map((family) => `${ids.entry.get(family)}([${label(family)}])`),
    ...(graph.closure === null ? [] : [`${ids.closure}([${label('a drained root')}])`]),
    ...((graph.starts ?? []).length === 0 ? [] : [`${ids.start}([${label('an item that asks to begin here')}])`]),
    ...Object.keys(graph.nodes).map((id) => `${ids.node.get(id)}[${label(id)}]`),
    ...Object.entries(graph.ends).map(([id, end]) => `${ids.end.get(id)}[[${label(`${id}\n${endText(end)}`)}]]`),
  ];
}

const endText = ({ disposition, class: resultClass }: PlanEnd): string => `${disposition}, ${resultClass}`;

function entries(ids: Ids, graph: PlanGraph): string[] {
  const first = Object.entries(graph.entries).map(
    ([family, node]) => `${ids.entry.get(family)} --> ${ids.node.get(node)}`,
  );
  const starts = (graph.starts ?? []).map((node) => `${ids.start} -.-> ${ids.node.get(node)}`);
  const closing = graph.closure === null ? [] : [`${ids.closure} --> ${ids.node.get(graph.closure)}`];
  return [...first, ...starts, ...closing];
}

const routes = (ids: Ids, graph: PlanGraph): string[] =>
  Object.entries(graph.nodes).flatMap(([id, node]) =>
    Object.entries(node.routes).flatMap(([outcome, ladder]) =>
      ladder.map((rung, at) => {
        const target = rung.node === undefined ? ids.end.get(rung.end) : ids.node.get(rung.node);
        return `${ids.node.get(id)} ${at === 0 ? '-->' : '-.->'}|${label(rungText(graph, outcome, rung, at))}| ${target}`;
      }),
    ),
  );

function rungText({ bounds }: PlanGraph, outcome: string, { bound }: Rung, at: number): string {
  const limit = bound === undefined ? undefined : own(bounds, bound);
  const said = limit === undefined ? '' : `\n${bound}: ${limit.max} per ${limit.per}`;
  return `${outcome}${at === 0 ? '' : `, rung ${at + 1}`}${said}`;
}

/** Where a stage that repairs may send the work instead. */
const resumes = (ids: Ids, graph: PlanGraph): string[] =>
  Object.entries(graph.nodes).flatMap(([id, { resume = {} }]) =>
    Object.entries(resume).flatMap(([outcome, { to }]) =>
      to.map((node) => `${ids.node.get(id)} -.->|${label(`${outcome}, resume`)}| ${ids.node.get(node)}`),
    ),
  );

/** From the stage whose result starts a learning request to the node where the request begins. */
function triggers(plan: Plan): string[] {
  const nodes = new Map(graphsOf(plan).map(([plane, graph]) => [plane, idsOf(plane, graph).node]));
  return (plan.triggers ?? []).flatMap(({ plane, node, outcomes, target, action }) =>
    outcomes.map((outcome) => {
      const [from, to] = [nodes.get(plane)?.get(node), nodes.get('learning')?.get(target)];
      return `${from} -.->|${label(`${outcome}, trigger: ${action}`)}| ${to}`;
    }),
  );
}

const attention = (ids: Ids, graph: PlanGraph): string[] =>
  Object.entries(graph.ends).flatMap(([id, end]) => (end.needsYou ? [`class ${ids.end.get(id)} needsYou`] : []));

/** A quoted label: what Mermaid or HTML would read is written as a code. */
const label = (text: string): string =>
  `"${text.replace(/[^\w \n.,:/-]/g, (character) => `#${character.codePointAt(0)};`).replaceAll('\n', '<br/>')}"`;
