// `compile show`: what runs at each node, and how far anything can go.
import type { Plan, PlanBinding, PlanGraph, PlanNode } from '../../core/contracts/plan.js';
import { duration } from '../render/duration.js';
import { section, table } from '../render/table.js';
import { graphsOf, mostRuns } from './graphs.js';

export const nodeLines = (plan: Plan): string[] =>
  graphsOf(plan).flatMap(([plane, graph]) => section(`${plane}: ${graph.id}`, nodeTable(graph)));

const HEADERS = ['NODE', 'STAGE', 'RUNNER', 'MODEL', 'FROM', 'EFFORT', 'PERMISSION', 'TIMEOUT', 'SKILLS'];

const nodeTable = (graph: PlanGraph): string[] =>
  table(
    Object.entries(graph.nodes).flatMap(([id, node]) => [nodeRow([id, node]), ...(node.fallbacks ?? []).map(otherRow)]),
    HEADERS,
  );

/** Who stands in stands below whom it stands in for. */
const otherRow = (binding: PlanBinding): string[] => {
  const { runner, model, effort, permission } = binding;
  return ['  else', '', runner, model ?? '-', modelFrom(binding), effort ?? '-', permission, '', ''];
};

function nodeRow([id, node]: [string, PlanNode]): string[] {
  const { kind, runner, model, effort, permission } = node;
  const timeout = duration(node.timeoutSeconds * 1000);
  const skills = node.skills.map((skill) => skill.id).join(', ') || '-';
  return [id, kind, runner, model ?? '-', modelFrom(node), effort ?? '-', permission, timeout, skills];
}

/** What gave the model: an alias and where it was assigned, or the setting that names the model itself. */
function modelFrom({ alias, modelSource }: PlanBinding): string {
  const source = modelSource ?? '-';
  return alias === undefined ? source : `${alias} (${source})`;
}

/** Stages that a person is asked about, and for what; none where nobody is. */
export const gateLines = (plan: Plan): string[] =>
  section('a person is asked before', table(graphsOf(plan).flatMap(([plane, graph]) => gateRows(plane, graph))));

const gateRows = (plane: string, { nodes }: PlanGraph): string[][] =>
  Object.entries(nodes).flatMap(([id, { capabilities = {} }]) => {
    const asked = Object.entries(capabilities).flatMap(([name, said]) => (said === 'approval_required' ? [name] : []));
    return asked.length === 0 ? [] : [[plane, id, asked.join(', ')]];
  });

/** Per activation, by what it begins with; per root. */
export function limitLines(plan: Plan): string[] {
  const { generations, remediationRounds, emittedPerStage } = plan.limits;
  const rounds = plan.planes.planning?.delivery?.rounds;
  const merging = rounds === undefined ? '' : `, rounds of merging at most ${rounds}`;
  const runs = graphsOf(plan).flatMap(([plane, graph]) =>
    Object.keys(graph.maxStageRuns).map((start) => [plane, start, mostRuns(graph, start)]),
  );
  return [
    ...section('per activation', table(runs)),
    ...section('per root', [
      `generations at most ${generations}, remediation rounds at most ${remediationRounds}${merging}, ` +
        `documents emitted by one stage at most ${emittedPerStage}`,
    ]),
  ];
}
