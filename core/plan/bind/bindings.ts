// How a stage gets its runner, model, effort, timeout and permission. Explicit beats assigned, assigned beats default:
// millrace.toml, then the mode, then the node, then the alias. Who stands in gets what that runner has for the stage.
import type { PlanBinding, PlanNode } from '../../contracts/plan.js';
import { own } from '../../own.js';
import { type Assigned, assignedAlias } from './aliases.js';
import type { Config } from '../sources/config.js';
import { permissionsOf } from '../sources/config/permissions.js';
import type { PlanContext } from '../context.js';
import { diagnostic, didYouMean, sayOnce } from '../diagnostics.js';
import { effortOfRunner, unknownEffort } from './efforts.js';
import { standInsFor } from './stand-ins.js';
import type { Graph, GraphNode } from '../sources/graph.js';
import type { StageBinding } from '../sources/mode.js';

const DEFAULT_TIMEOUT_SECONDS = 3600;

export type NodeBinding = PlanBinding & Pick<PlanNode, 'timeoutSeconds' | 'fallbacks'>;

/** What one place says of the stage. */
interface Layer {
  binding: StageBinding;
  /** How the plan calls the place. */
  source: string;
  file: string;
}

/** A use of a stage kind, with all that is said of it, best first. */
interface Bound {
  kind: string;
  graph: string;
  layers: [ours: Layer, ...Layer[]];
}

export function bindStage(graph: Graph, id: string, node: GraphNode, context: PlanContext): NodeBinding {
  const { mode, config } = context;
  const configPath = context.sources.config.path;
  const layers: Bound['layers'] = [
    { binding: own(config.stages, node.kind) ?? {}, source: `stages.${node.kind}`, file: configPath },
    { binding: own(mode.stages, node.kind) ?? {}, source: `mode:stages.${node.kind}`, file: mode.path },
    { binding: node.binding, source: `node:${id}`, file: graph.path },
  ];
  const bound: Bound = { kind: node.kind, graph: graph.id, layers };
  const timeout = layers.map(({ binding }) => binding.timeout_seconds).find((value) => value !== undefined);
  const runner = runnerOf(bound, context);
  const fallbacks = standInsFor(runner, context).map((name) => standIn(bound, name, context));
  return {
    ...first(bound, runner, context),
    timeoutSeconds: timeout ?? DEFAULT_TIMEOUT_SECONDS,
    ...(fallbacks.length === 0 ? {} : { fallbacks }),
  };
}

function first(bound: Bound, runner: string, context: PlanContext): PlanBinding {
  const { kind, graph, layers } = bound;
  const ofMode = meantByMode(bound, context) === runner;
  const assigned = assignedAlias({ kind, graph, runner, ofMode, standsIn: false }, context);
  const named = layers.find((layer) => layer.binding.model !== undefined);
  const model = named?.binding.model ?? assigned?.model ?? null;
  return {
    runner,
    model,
    ...(named === undefined && assigned !== null ? { alias: assigned.alias } : {}),
    modelSource: named?.source ?? assigned?.source ?? 'none',
    effort: effortFor(runner, bound, assigned?.effort, context),
    permission: permissionOf(kind, model, context.config),
  };
}

/** A model that is named is one of the first runner; an effort that is named counts where this one knows it. */
function standIn(bound: Bound, runner: string, context: PlanContext): PlanBinding {
  const { kind, graph, layers } = bound;
  const ofMode = meantByMode(bound, context) === runner;
  const assigned = assignedAlias({ kind, graph, runner, ofMode, standsIn: true }, context);
  const model = assigned?.model ?? null;
  const levels = effortOfRunner(runner, context.config)?.levels;
  const known = layers.filter(({ binding }) => levels?.includes(effortOf(binding) ?? '') ?? false);
  return {
    runner,
    model,
    ...(assigned === null ? {} : { alias: assigned.alias }),
    modelSource: assigned?.source ?? 'none',
    effort: effortFor(runner, { kind, layers: known }, assigned?.effort, context),
    permission: permissionOf(kind, model, context.config),
  };
}

const effortOf = (binding: StageBinding): string | undefined =>
  binding.model_reasoning_effort ?? binding.thinking_level;

/** `assigned`: by an alias. One that the runner would refuse, or pass over, is told. */
function effortFor(
  runner: string,
  { kind, layers }: { kind: string; layers: readonly Layer[] },
  assigned: Assigned['effort'] | undefined,
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

function runnerOf({ kind, layers }: Bound, { mode, config, runners, sources, diagnostics }: PlanContext): string {
  const named = layers.find((layer) => layer.binding.runner !== undefined);
  const runner = named?.binding.runner ?? mode.defaults.runner ?? config.runners.default_runner;
  if (runners.includes(runner)) return runner;
  const file = named?.file ?? (mode.defaults.runner === undefined ? sources.config.path : mode.path);
  const message = `Stage ${kind} is bound to the runner ${runner}, which does not exist.${didYouMean(runner, runners)}`;
  diagnostics.push(diagnostic('MR1014', file, message));
  return runner;
}

/** The runner of the stage as far as millrace.toml says nothing of the stage itself. */
function meantByMode({ layers: [, ...theirs] }: Bound, { mode, config }: PlanContext): string {
  const named = theirs.find(({ binding }) => binding.runner !== undefined)?.binding.runner;
  return named ?? mode.defaults.runner ?? config.runners.default_runner;
}

function permissionOf(kind: string, model: string | null, config: Config): PlanNode['permission'] {
  const { permission_by_stage: byStage, permission_by_model: byModel, permission_default } = permissionsOf(config);
  return own(byStage, kind) ?? own(byModel, model ?? '') ?? permission_default;
}
