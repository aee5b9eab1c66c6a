// Why an item ended here: what the runtime saw of its last stage, and what the agent of that stage said itself.
import type { StageOutcome } from '../../../contracts/stage.js';
import { asks, withWords } from '../../../outcome/told.js';
import type { ActiveStep } from '../step.js';

const DETAIL_LENGTH = 500;

/** `isUsedUp`: every bound of the ladder is. */
export function whyHere(step: ActiveStep, outcome: StageOutcome, isUsedUp: boolean): string {
  const { node } = step.activation;
  const words = wordsTold(step, outcome);
  const { failureClass, resultClass } = outcome;
  // An agent that cannot go on has written down what it needs.
  if (words !== undefined && failureClass === null && resultClass === 'blocked' && !isUsedUp) return asks(node, words);
  const ended = `${node} ended with ${outcome.outcome}${isUsedUp ? ' and every bound is used up' : ''}`;
  return withWords(ended + detailOf(outcome), words);
}

/** Before rules 6 nobody was told what an agent said. */
export const wordsTold = ({ state }: ActiveStep, { words }: StageOutcome): string | undefined =>
  state.rules >= 6 ? words : undefined;

/** Why the runtime chose the outcome. */
const detailOf = ({ failureClass, detail }: StageOutcome): string =>
  failureClass === null || detail === '' ? '' : `: ${detail.slice(0, DETAIL_LENGTH)}`;
