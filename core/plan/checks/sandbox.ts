// Pi has no sandbox and asks nobody: a permission below `maximum` would only pretend.
import type { Plan } from '../../contracts/plan.js';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic } from '../diagnostics.js';

const WITHOUT_SANDBOX = 'pi_rpc';

/** One warning for a plan, however many stages it is about. `configPath`: the file that can say otherwise. */
export function checkSandbox(plan: Plan, configPath: string, diagnostics: Diagnostic[]): void {
  const nodes = Object.values(plan.planes).flatMap((graph) => Object.values(graph.nodes));
  const bare = nodes.filter(({ runner, permission }) => runner === WITHOUT_SANDBOX && permission !== 'maximum');
  if (bare.length === 0) return;
  const kinds = [...new Set(bare.map(({ kind }) => kind))].join(', ');
  const levels = [...new Set(bare.map(({ permission }) => permission))].join(', ');
  const message = `The runner ${WITHOUT_SANDBOX} has no sandbox, so that ${levels} means nothing to its stages: ${kinds}.`;
  diagnostics.push(diagnostic('MR1052', configPath, message, { field: 'runners.codex.permission_default' }));
}
