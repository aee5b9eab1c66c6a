// A root spec that an operator takes away is not judged: its promise is withdrawn. What else lies under the root goes on.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { Item } from '../scheduler-state.js';
import { showTarget, targetOf } from './target.js';
import type { WorkspaceStep } from '../step.js';

export function withdraw(step: WorkspaceStep, { family, id, root }: Item): MirrorEntry[] {
  const { state, at } = step;
  const target = family === 'spec' && id === root ? targetOf(state, root) : undefined;
  if (target === undefined) return [];
  const shown = showTarget(state, target, at, 'withdrawn');
  state.targets = state.targets.filter((other) => other !== target);
  const data = { root };
  return [shown, { kind: 'event', key: `closure_withdrawn:${root}`, type: 'closure_target_withdrawn', at, data }];
}
