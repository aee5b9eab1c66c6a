// A runner that the configuration names keeps to the permissions that it declares: a stage with another one would only seem to have it.
import type { Permission, Plan } from '../../contracts/plan.js';
import type { Config } from '../sources/config.js';
import { kindOfRunner, runnerTables } from '../sources/config/runners.js';
import { bindingsIn } from './bindings-in.js';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic } from '../diagnostics.js';

/** One error for a runner, however many stages it is about. `configPath`: the file that says what it keeps to. */
export function checkPermits(plan: Plan, { runners }: Config, configPath: string, diagnostics: Diagnostic[]): void {
  const nodes = bindingsIn(plan);
  for (const { name, values } of runnerTables(runners)) {
    const permits = kindOfRunner(name)?.family?.permits(values);
    if (permits === undefined) continue;
    const refused = nodes.filter(({ runner, permission }) => runner === name && !permits.includes(permission));
    if (refused.length === 0) continue;
    const kinds = [...new Set(refused.map(({ kind }) => kind))].join(', ');
    const levels = [...new Set(refused.map(({ permission }) => permission))].join(', ');
    const message = `The runner ${name} keeps to ${words(permits)} and not to ${levels}, which these stages have: ${kinds}.`;
    diagnostics.push(diagnostic('MR1018', configPath, message, { field: `runners.${name}.permissions` }));
  }
}

const words = (permits: readonly Permission[]): string => (permits.length === 0 ? 'no permission' : permits.join(', '));
