// The one way from phase to phase: what the phase before had does not stay behind.
import type { Activation, ActivationFacts, ReadActivation } from '../../../contracts/activation.js';
import { requestId as idOf } from '../../../contracts/run-ids.js';
import type { StagePhase } from '../../../contracts/stage-phase.js';
import { set } from '../../../set.js';

/** Returns the activation itself, as what it is now. */
export function enter<To extends StagePhase>(activation: Activation, to: To): ActivationFacts & To {
  // A question that was never asked has no field, and gets none.
  const phase: StagePhase = to;
  set<StagePhase>(activation, activation.approval ? { approval: null, ...phase } : phase);
  return activation as ActivationFacts & To;
}

/** Whole as it was written by this release; where facts of its phase are missing, the nearest phase that it has the facts of. */
export function wholeActivation(read: ReadActivation): Activation {
  const activation = { ...read } as Activation;
  return enter(activation, phaseOf(read));
}

function phaseOf(read: ReadActivation): StagePhase {
  const { phase, requestId, wait, approval } = read;
  if (phase === 'running')
    return { phase, requestId: requestId ?? idOf(read.runId, read.stageNumber, read.attempt), wait: null };
  if (phase === 'waiting' && wait) return { phase, requestId: null, wait };
  if (phase === 'asking' && approval) return { phase, requestId: null, wait: null, approval };
  // An activation that left shows the stage that it left with.
  if (phase === 'ready' && requestId) return { phase, requestId, wait: null };
  return { phase: 'ready', requestId: null, wait: null };
}
