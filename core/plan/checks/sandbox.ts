// A runner without a sandbox asks nobody: without walls of ours a permission below `maximum` would only pretend. Who stands in at night
// never has fewer walls than who it stands in for.
import { RUNNER_KINDS } from '../../../agents/kinds.js';
import type { Plan } from '../../contracts/plan.js';
import type { Config } from '../sources/config.js';
import { permissionField } from '../sources/config/permissions.js';
import { boxesRunner } from '../sources/config/runners.js';
import type { RunnerKind } from '../runner-kind.js';
import { bindingsIn, type OneBinding } from './bindings-in.js';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic } from '../diagnostics.js';

/** One message for a runner, however many stages it is about. `configPath`: the file that can say otherwise. */
export function checkSandbox(plan: Plan, config: Config, configPath: string, diagnostics: Diagnostic[]): void {
  const kinds: readonly RunnerKind[] = RUNNER_KINDS;
  const bare = kinds.filter(({ name, bare }) => bare && !boxesRunner(config.runners, name)).map(({ name }) => name);
  for (const name of bare) {
    const pretended = bindingsIn(plan).filter(({ runner, permission }) => runner === name && permission !== 'maximum');
    const narrower = pretended.filter(({ first }) => first !== undefined && !bare.includes(first.runner));
    if (narrower.length > 0) diagnostics.push(refusalOf(name, narrower, configPath));
    const others = pretended.filter((one) => !narrower.includes(one));
    if (others.length === 0) continue;
    const field = permissionField('permission_default');
    diagnostics.push(diagnostic('MR1052', configPath, warningOf(name, others), { field }));
  }
}

function refusalOf(runner: string, bindings: readonly OneBinding[], configPath: string): Diagnostic {
  const firsts = [...new Set(bindings.map(({ first }) => first?.runner ?? ''))].join(', ');
  const message = `${warningOf(runner, bindings)} It would stand in for ${firsts}, whose walls keep it.`;
  return diagnostic('MR1019', configPath, message, { field: 'fallback' });
}

function warningOf(runner: string, bindings: readonly OneBinding[]): string {
  const kinds = [...new Set(bindings.map(({ kind }) => kind))].join(', ');
  const levels = [...new Set(bindings.map(({ permission }) => permission))].join(', ');
  return `The runner ${runner} has no sandbox, so that ${levels} means nothing to its stages: ${kinds}.`;
}
