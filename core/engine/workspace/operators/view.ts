// What the workspace shows of who may decide; keys are public, and everybody may compare them.
import type { OperatorsView } from '../../../contracts/mirror.js';
import type { SchedulerState } from '../scheduler-state.js';

export function operatorsView({ operators }: SchedulerState): { operators?: OperatorsView } {
  if (operators === undefined) return {};
  const { required, windowSeconds, named, differs, refused } = operators;
  const shown = named.map(({ name, key, rights }) => ({ name, key, rights: [...rights] }));
  const last = refused && { count: refused.count, command: refused.command, why: refused.why, at: refused.at };
  const more = { ...(differs ? { differs } : {}), ...(last ? { refused: last } : {}) };
  return { operators: { required, windowSeconds, named: shown, ...more } };
}
