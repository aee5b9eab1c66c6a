// How a stage gets its runner, model, effort, timeout and permission. Explicit beats assigned, assigned beats default:
// millrace.toml, then the mode, then the node, then the alias.
import type { PlanNode } from '../../contracts/plan.js';
import { own } from '../../own.js';
import { assignedAlias } from './aliases.js';
import type { Config } from '../sources/config.js';
import { permissionsOf } from '../sources/config/permissions.js';
import type { PlanContext } from '../context.js';
import { diagnostic, didYouMean, sayOnce } from '../diagnostics.js';
import { effortOfRunner, unknownEffort } from './efforts.js';
import type { Graph, GraphNode } from '../sources/graph.js';
import type { StageBinding } from '../sources/mode.js';

const DEFAULT_TIMEOUT_SECONDS = 3600;

export type NodeBinding = Pick<
  PlanNode,
  'runner' | 'model' | 'effort' | 'permission' | 'timeoutSeconds' | 'alias' | 'modelSource'
>;

/** What one place says of the stage. */
interface Layer {
  binding: StageBinding;
  /** How the plan calls the place. */
  source: string;
  file: string;
}

export function bindStage(graph: Graph, id: string, node: GraphNode, context: PlanContext): NodeBinding {
  const { mode, config } = context;
  const configPath = context.sources.config.path;
  const layers: Layer[] = [
    { binding: own(config.stages, node.kind) ?? {}, source: `stages.${node.kind}`, file: configPath },
    { binding: own(mode.stages, node.kind) ?? {}, source: `mode:stages.${node.kind}`, file: mode.path },
    { binding: node.binding, source: `node:${id}`, file: graph.path },
  ];
  const first = <T>(of: (binding: StageBinding) => T | undefined): T | undefined =>
    layers.map((layer) => of(layer.binding)).find((value) => value !== undefined);
  const assigned = assignedAlias(node.kind, graph.id, mode, config, configPath, context.diagnostics);
  const named = layers.find((layer) => layer.binding.model !== undefined);
  const model = named?.binding.model ?? assigned?.model ?? null;
  const runner = runnerOf(node.kind, layers, context);
  return {
    runner,
    model,
    ...(named === undefined && assigned !== null ? { alias: assigned.alias } : {}),
    modelSource: named?.source ?? assigned?.source ?? 'none',
    effort: effortFor(runner, node.kind, layers, assigned?.effort, context),
    permission: permissionOf(node.kind, model, config),
    timeoutSeconds: first((binding) => binding.timeout_seconds) ?? DEFAULT_TIMEOUT_SECONDS,
  };
}

const effortOf = (binding: StageBinding): string | undefined =>
  binding.model_reasoning_effort ?? binding.thinking_level;

/** `assigned`: by an alias. One that the runner would refuse, or pass over, is told. */
function effortFor(
  runner: string,
  kind: string,
  layers: Layer[],
  assigned: string | undefined,
  { config, sources, diagnostics }: PlanContext,
): string | null {
  const named = layers.find(({ binding }) => effortOf(binding) !== undefined);
  const table = effortOfRunner(runner, config);
  const effort = (named && effortOf(named.binding)) ?? assigned ?? table?.value ?? null;
  const file = named?.file ?? sources.config.path;
  const wrong = effort === null ? null : unknownEffort({ kind, runner, effort }, table?.levels, file);
  if (wrong !== null) sayOnce(diagnostics, wrong);
  return effort;
}

function runnerOf(kind: string, layers: Layer[], { mode, config, runners, sources, diagnostics }: PlanContext): string {
  const named = layers.find((layer) => layer.binding.runner !== undefined);
  const runner = named?.binding.runner ?? mode.defaults.runner ?? config.runners.default_runner;
  if (runners.includes(runner)) return runner;
  const file = named?.file ?? (mode.defaults.runner === undefined ? sources.config.path : mode.path);
  const message = `Stage ${kind} is bound to the runner ${runner}, which does not exist.${didYouMean(runner, runners)}`;
  diagnostics.push(diagnostic('MR1014', file, message));
  return runner;
}

function permissionOf(kind: string, model: string | null, config: Config): PlanNode['permission'] {
  const { permission_by_stage: byStage, permission_by_model: byModel, permission_default } = permissionsOf(config);
  return own(byStage, kind) ?? own(byModel, model ?? '') ?? permission_default;
}
