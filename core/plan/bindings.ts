// How a stage gets its runner, model, effort, timeout and permission. Explicit beats assigned, assigned beats default.
import type { Permission } from '../contracts/plan.js';
import { own } from '../own.js';
import type { Config } from './config.js';
import type { Diagnostic } from './diagnostics.js';
import { diagnostic, didYouMean } from './diagnostics.js';
import type { GraphNode } from './graph.js';
import type { Mode } from './mode.js';

const BUILT_IN_ALIASES: Config['model_aliases'] = {
  fast: { model: 'gpt-5.4-mini', thinking_level: 'high' },
  standard: { model: 'gpt-5.5', thinking_level: 'medium' },
  deep: { model: 'gpt-5.5', thinking_level: 'xhigh' },
};

const DEFAULT_TIMEOUT_SECONDS = 3600;

export interface Binding {
  runner: string;
  model: string | null;
  effort: string | null;
  permission: Permission;
  timeoutSeconds: number;
}

/** `graphId` and `node` locate the stage; `runners`: names that exist. */
export function bindStage(
  node: GraphNode,
  graphId: string,
  mode: Mode,
  config: Config,
  configPath: string,
  runners: readonly string[],
  diagnostics: Diagnostic[],
): Binding {
  const explicit = own(config.stages, node.kind) ?? {};
  const bound = own(mode.stages, node.kind) ?? {};
  const alias = aliasOf(node.kind, graphId, config, configPath, diagnostics);
  const runner = explicit.runner ?? bound.runner ?? mode.defaults.runner ?? config.runners.default_runner;
  if (!runners.includes(runner)) {
    const message = `Stage ${node.kind} is bound to the runner ${runner}, which does not exist.${didYouMean(runner, runners)}`;
    diagnostics.push(diagnostic('MR1014', explicit.runner === undefined ? mode.path : configPath, message));
  }
  const model = explicit.model ?? bound.model ?? alias.model ?? null;
  return {
    runner,
    model,
    effort:
      effortOf(explicit) ??
      effortOf(bound) ??
      alias.thinking_level ??
      config.runners.codex.model_reasoning_effort ??
      null,
    permission: permissionOf(node.kind, model, config),
    timeoutSeconds: explicit.timeout_seconds ?? bound.timeout_seconds ?? node.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
  };
}

function effortOf(binding: { thinking_level?: string | undefined; model_reasoning_effort?: string | undefined }) {
  return binding.model_reasoning_effort ?? binding.thinking_level;
}

function permissionOf(kind: string, model: string | null, config: Config): Permission {
  const codex = config.runners.codex;
  const assigned = own(codex.permission_by_stage, kind) ?? own(codex.permission_by_model, model ?? '');
  return assigned ?? codex.permission_default;
}

function aliasOf(
  kind: string,
  graphId: string,
  config: Config,
  configPath: string,
  diagnostics: Diagnostic[],
): Config['model_aliases'][string] {
  const assignment = config.model_assignment;
  if (!assignment.enabled) return {};
  const known = { ...BUILT_IN_ALIASES, ...config.model_aliases };
  const name = own(assignment.by_stage, kind) ?? own(assignment.by_loop, graphId) ?? assignment.default_alias;
  const alias = own(known, name);
  if (alias !== undefined) return alias;
  const message = `Stage ${kind} is assigned the model alias ${name}, which is not defined.${didYouMean(name, Object.keys(known))}`;
  diagnostics.push(diagnostic('MR1016', configPath, message, { field: 'model_assignment' }));
  return {};
}
