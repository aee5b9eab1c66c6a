// What a chain of failures and repairs began with: the class of its first failure says whether the cause may pass by itself,
// not what the last repair ran into. A stage that ended well and was no repair ends the chain.
import type { Activation } from '../../../contracts/activation.js';
import type { FailureName } from '../../../contracts/failures.js';
import { EXHAUSTED_CLASS } from '../routing/ladder.js';

/** To be called before the activation takes the class of this outcome over. `rung`: of the ladder; above 0 a bound is used up. */
export function noteFailure(activation: Activation, outcome: string, failureClass: FailureName, rung: number): void {
  const isRepair = activation.failureClass !== null;
  if (outcome !== 'BLOCKED' && !isRepair) delete activation.firstFailure;
  if (outcome === 'BLOCKED') activation.firstFailure ??= failureClass;
  else if (rung > 0) activation.firstFailure ??= EXHAUSTED_CLASS;
}
