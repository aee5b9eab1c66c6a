// A runner without a sandbox asks nobody: without walls of ours a permission below `maximum` would only pretend.
import { RUNNER_KINDS } from '../../../agents/kinds.js';
import type { Plan, PlanNode } from '../../contracts/plan.js';
import type { Config } from '../sources/config.js';
import { permissionField } from '../sources/config/permissions.js';
import { boxesRunner } from '../sources/config/runners.js';
import type { RunnerKind } from '../runner-kind.js';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic } from '../diagnostics.js';

/** One warning for a runner, however many stages it is about. `configPath`: the file that can say otherwise. */
export function checkSandbox(plan: Plan, config: Config, configPath: string, diagnostics: Diagnostic[]): void {
  const kinds: readonly RunnerKind[] = RUNNER_KINDS;
  const nodes = Object.values(plan.planes).flatMap((graph) => Object.values(graph.nodes));
  for (const { name } of kinds.filter(({ name, bare }) => bare && !boxesRunner(config.runners, name))) {
    const pretended = nodes.filter(({ runner, permission }) => runner === name && permission !== 'maximum');
    if (pretended.length === 0) continue;
    const field = permissionField('permission_default');
    diagnostics.push(diagnostic('MR1052', configPath, warningOf(name, pretended), { field }));
  }
}

function warningOf(runner: string, nodes: readonly PlanNode[]): string {
  const kinds = [...new Set(nodes.map(({ kind }) => kind))].join(', ');
  const levels = [...new Set(nodes.map(({ permission }) => permission))].join(', ');
  return `The runner ${runner} has no sandbox, so that ${levels} means nothing to its stages: ${kinds}.`;
}
