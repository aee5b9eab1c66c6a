// Who may decide here, which a gate is worth as much as.
import { MOST_OPERATORS } from '../../core/contracts/operators.js';
import type { WorkspaceSection } from '../../core/contracts/mirror.js';
import type { Config } from '../../core/plan/sources/config.js';
import { operatorsSeed } from '../../core/plan/sources/config/operators.js';
import { type Finding, ok, warning } from './finding.js';

const HOW = 'docs/supervisors.md shows how operators get keys.';

/** `workspace`: as the snapshot shows it; `config`: null where it cannot be read. */
export function lookAtOperators(workspace: WorkspaceSection | null, config: Config | null): Finding[] {
  const view = workspace?.operators;
  const configured = config !== null && operatorsSeed(config.operators) !== undefined;
  if (view === undefined) return [configured ? notYet() : nobody()];
  const names = view.named.slice(0, MOST_OPERATORS).map(({ name }) => name);
  const who = view.required
    ? ok('operators', `only signed commands decide, of ${names.join(', ')}`)
    : ok(
        'operators',
        'operators have keys, and signatures are not required: whoever reaches the Temporal server may decide',
      );
  return view.differs ? [who, differs()] : [who];
}

const nobody = (): Finding =>
  ok('operators', `nobody is named: whoever reaches the Temporal server may decide; ${HOW}`);

const notYet = (): Finding =>
  warning('operators_not_taken', 'millrace.toml names operators, and the workspace knows none yet', {
    remedy: 'The next `millrace run` or `millrace config reload` takes them over.',
  });

const differs = (): Finding =>
  warning('operators_differ', 'millrace.toml names other operators than the workspace has, which changes nothing', {
    remedy:
      '`millrace keys` changes them, signed by one with the right configuration; or write there what `millrace keys ls` shows.',
  });
