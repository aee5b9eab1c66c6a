// `compile validate|show|graph`: the plan before anything runs.
import { PLANES, type Plane } from '../../core/contracts/families.js';
import type { NamedPlan, PlanGraph, PlanNode, Rung } from '../../core/contracts/plan.js';
import { compilePlan, type GoodPlan } from '../compile.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { duration } from '../render/duration.js';
import { section, table } from '../render/table.js';

interface PlanOptions {
  mode?: string;
  config?: string;
}

const compiled = (context: Context, { mode, config }: PlanOptions): Promise<GoodPlan> =>
  compilePlan(context, { workspace: findWorkspace(context), mode, config });

export async function validate(context: Context, options: PlanOptions): Promise<Result> {
  const { named, warnings } = await compiled(context, options);
  const data = { ok: true, planId: named.id, digest: named.digest, mode: named.plan.mode, warnings };
  return { data, lines: [`The plan is sound: ${named.id} (mode ${named.plan.mode}, ${warnings.length} warnings).`] };
}

export async function show(context: Context, options: PlanOptions): Promise<Result> {
  const { named } = await compiled(context, options);
  const graphs = graphsOf(named);
  const lines = graphs.flatMap(([plane, graph]) => section(`${plane}: ${graph.id}`, nodeTable(graph)));
  return { data: named, lines: [...head(named), ...lines, ...limits(named)] };
}

export async function graph(context: Context, options: PlanOptions & { plane?: Plane }): Promise<Result> {
  const { named } = await compiled(context, options);
  const graphs = graphsOf(named).filter(([plane]) => options.plane === undefined || plane === options.plane);
  const lines = graphs.flatMap(([plane, one]) => ['', `${plane}: ${one.id}`, ...indent(graphLines(one))]);
  return { data: { planId: named.id, planes: Object.fromEntries(graphs) }, lines: [...head(named), ...lines] };
}

const graphsOf = ({ plan }: NamedPlan): [Plane, PlanGraph][] =>
  PLANES.flatMap((plane) => {
    const graph = plan.planes[plane];
    return graph === undefined ? [] : [[plane, graph] as [Plane, PlanGraph]];
  });

const head = ({ id, digest, plan }: NamedPlan): string[] => [`plan  ${id}`, `mode  ${plan.mode}`, `sha256 ${digest}`];

function limits({ plan }: NamedPlan): string[] {
  const { generations, remediationRounds, emittedPerStage } = plan.limits;
  return section('per root', [
    `generations at most ${generations}, remediation rounds at most ${remediationRounds}, ` +
      `documents emitted by one stage at most ${emittedPerStage}`,
  ]);
}

const HEADERS = ['NODE', 'STAGE', 'RUNNER', 'MODEL', 'EFFORT', 'PERMISSION', 'TIMEOUT', 'SKILLS'];

const nodeTable = (graph: PlanGraph): string[] => table(Object.entries(graph.nodes).map(nodeRow), HEADERS);

function nodeRow([id, node]: [string, PlanNode]): string[] {
  const timeout = duration(node.timeoutSeconds * 1000);
  const skills = node.skills.map((skill) => skill.id).join(', ') || '-';
  return [id, node.kind, node.runner, node.model ?? '-', node.effort ?? '-', node.permission, timeout, skills];
}

function graphLines(graph: PlanGraph): string[] {
  const entries = Object.entries(graph.entries).map(
    ([family, node]) => `${family} enters at ${node}; at most ${graph.maxStageRuns[family] ?? 0} stage runs`,
  );
  const routes = Object.entries(graph.nodes).flatMap(([id, node]) => [
    `${id}`,
    ...indent(
      table(Object.entries(node.routes).map(([outcome, ladder]) => [outcome, '->', ladderText(graph, ladder)])),
    ),
  ]);
  const ends = Object.entries(graph.ends).map(([id, end]) => {
    return [`end:${id}`, end.disposition, end.class, end.needsYou ? 'needs you' : ''];
  });
  const closure = graph.closure === null ? [] : [`a drained root is judged by ${graph.closure}`];
  return [...entries, ...closure, '', ...routes, '', ...table(ends)];
}

/** Best first; a rung is open until its bound is used up. */
function ladderText(graph: PlanGraph, ladder: readonly Rung[]): string {
  return ladder.map((rung) => rungText(graph, rung)).join(', then ');
}

function rungText(graph: PlanGraph, { node, end, bound }: Rung): string {
  const target = node ?? `end:${end ?? ''}`;
  const limit = bound === undefined ? undefined : graph.bounds[bound];
  if (limit === undefined) return target;
  return `${target} (${bound ?? ''}: ${limit.max} per ${limit.per})`;
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));
