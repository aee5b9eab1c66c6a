// What a configuration says of operators counts once, while nobody is named. After that it changes nothing, and that is shown: an agent
// can write to a file, and cannot sign.
import type { PlanArgs } from '../../../contracts/commands.js';
import { isWorker, type Operator, type OperatorsSeed } from '../../../contracts/operators.js';
import { canonical } from '../../../operators/canonical.js';
import type { WorkspaceStep } from '../step.js';
import { withWorker } from './keys.js';
import type { Operators } from './state.js';

/** `operators`, `worker` of what a worker or an operator tells of the configuration. True when something is otherwise now. */
export function takeSeed({ state }: WorkspaceStep, { operators: seed, worker }: PlanArgs): boolean {
  if (state.rules < 8 || seed === undefined) return false;
  const { operators } = state;
  const first = operators === undefined ? seeded(seed, worker) : null;
  if (first !== null) state.operators = first;
  if (operators === undefined) return first !== null;
  const differed = operators.differs === true;
  if (isSame(operators, seed)) delete operators.differs;
  else operators.differs = true;
  return differed !== (operators.differs === true);
}

/** Null where nobody could ever change them again, or no worker could go on. */
function seeded(
  { required, windowSeconds, drops, named }: OperatorsSeed,
  worker: string | undefined,
): Operators | null {
  if (!named.some(({ rights }) => rights.includes('configuration'))) return null;
  const keyed = withWorker(
    named.map((one) => ({ ...one, since: 1 })),
    worker,
    1,
  );
  if (required && !keyed.some(({ rights }) => rights.includes('serve'))) return null;
  const all = keyed.map((one) =>
    drops && one.key === worker ? { ...one, rights: [...one.rights, 'intake' as const] } : one,
  );
  return { required, windowSeconds, named: all, changes: 1, taken: [] };
}

const isSame = ({ named }: Operators, seed: OperatorsSeed): boolean =>
  canonical(facts(named)) === canonical(facts(seed.named));

/** Of persons and programs: a worker names itself. */
const facts = (named: readonly Operator[]): unknown[] =>
  named
    .filter(({ rights }) => !isWorker(rights))
    .map(({ name, key, rights }) => ({ name, key, rights: rights.toSorted() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
