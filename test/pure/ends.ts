// How a stage of the world may end: with an outcome of its own, with one that is none, or broken off.
import type { FailureName } from '../../core/contracts/failures.js';
import type { StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';

type End = Pick<StageOutcome, 'outcome' | 'failureClass' | 'origin'>;

const BROKEN: End[] = [
  { outcome: 'BLOCKED', failureClass: 'missing_terminal_result', origin: 'runner' },
  { outcome: 'BLOCKED', failureClass: 'manager_without_work', origin: 'runner' },
  { outcome: 'BLOCKED', failureClass: 'runner_timeout', origin: 'runner' },
  { outcome: 'BLOCKED', failureClass: 'a class from nowhere' as FailureName, origin: 'runner' },
  { outcome: 'NOT_AN_OUTCOME', failureClass: null, origin: 'agent' },
  { outcome: 'BLOCKED', failureClass: 'network_unavailable', origin: 'environment' },
  { outcome: 'BLOCKED', failureClass: 'runner_lost', origin: 'environment' },
  { outcome: 'BLOCKED', failureClass: 'usage_limit_reached', origin: 'environment' },
];

/** `pick`: any whole number from 0 on; the outcomes of the stage come first. */
export function endOf({ outcomes }: StageRunRequest, pick: number): End {
  const own = Object.keys(outcomes).map((outcome): End => ({ outcome, failureClass: null, origin: 'agent' }));
  const all = [...own, ...BROKEN];
  return all[pick % all.length] ?? { outcome: 'BLOCKED', failureClass: null, origin: 'agent' };
}
