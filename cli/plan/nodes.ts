// `compile show`: what runs at each node, and how far anything can go.
import type { Plan, PlanGraph, PlanNode } from '../../core/contracts/plan.js';
import { duration } from '../render/duration.js';
import { section, table } from '../render/table.js';
import { graphsOf, mostText } from './graphs.js';

export const nodeLines = (plan: Plan): string[] =>
  graphsOf(plan).flatMap(([plane, graph]) => section(`${plane}: ${graph.id}`, nodeTable(graph)));

const HEADERS = ['NODE', 'STAGE', 'RUNNER', 'MODEL', 'EFFORT', 'PERMISSION', 'TIMEOUT', 'SKILLS'];

const nodeTable = (graph: PlanGraph): string[] => table(Object.entries(graph.nodes).map(nodeRow), HEADERS);

function nodeRow([id, node]: [string, PlanNode]): string[] {
  const timeout = duration(node.timeoutSeconds * 1000);
  const skills = node.skills.map((skill) => skill.id).join(', ') || '-';
  return [id, node.kind, node.runner, node.model ?? '-', node.effort ?? '-', node.permission, timeout, skills];
}

/** Per activation, by what it begins with; per root. */
export function limitLines(plan: Plan): string[] {
  const { generations, remediationRounds, emittedPerStage } = plan.limits;
  const runs = graphsOf(plan).flatMap(([plane, graph]) =>
    Object.entries(graph.maxStageRuns).map(([start, most]) => [plane, start, mostText(most)]),
  );
  return [
    ...section('per activation', table(runs)),
    ...section('per root', [
      `generations at most ${generations}, remediation rounds at most ${remediationRounds}, ` +
        `documents emitted by one stage at most ${emittedPerStage}`,
    ]),
  ];
}
