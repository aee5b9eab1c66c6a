// A stage whose only fault is the form of what it left is asked once more: an attempt of the same stage number, for which it is told
// what was wrong. Once per stage number, only from revision 6 on; after that the failure takes its route.
import type { ActivationFacts } from '../../../contracts/activation.js';
import { isContractFailure } from '../../../contracts/failure-lists.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import { set } from '../../../set.js';
import { remember } from '../recent.js';
import type { ActiveStep } from '../step.js';
import { enter } from '../turns/phase.js';
import { proceed } from '../turns/proceed.js';
import { showAskedAgain } from '../turns/show.js';

/** False when the outcome has to be routed. What the first attempt emitted is not kept: the second leaves it again. */
export function askAgain(step: ActiveStep, outcome: StageOutcome): boolean {
  const { state, activation, effects } = step;
  const { failureClass, detail, requestId } = outcome;
  if (state.rules < 6 || activation.form !== undefined || activation.ending !== undefined) return false;
  if (failureClass === null || !isContractFailure(failureClass)) return false;
  effects.push({ type: 'mirror', entries: showAskedAgain(activation, outcome) });
  remember(step, outcome, activation.node);
  const form = { of: requestId, failureClass, detail };
  set<ActivationFacts>(activation, { form, attempt: activation.attempt + 1, environmentTries: 0 });
  enter(activation, { phase: 'ready', requestId: null, wait: null });
  proceed(step);
  return true;
}
