// An operator ends an activation. What stands still leaves at once; a stage in flight is ended first. Only a stage that had
// finished, and with which the item is done, comes before the end.
import type { Activation } from '../../../contracts/activation.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { EndMessage } from '../../../contracts/turns.js';
import type { Running } from '../../../contracts/stage-phase.js';
import type { ExecutorState } from '../executor-state.js';
import type { Step, TurnStep } from '../step.js';
import { leave } from './leave.js';
import { showRun, stageFacts } from './show.js';

export function takeEnd(step: Step, message: EndMessage): void {
  const { state, effects } = step;
  const { activation } = state;
  if (message.turn > state.lastTurn) {
    state.earlyEnd = message;
    return;
  }
  const isNews = activation?.turn === message.turn && activation.ending === undefined;
  // A root that is judged has no item to end.
  if (!isNews || activation.closure !== undefined) return;
  mark(activation, message);
  if (activation.phase !== 'running') return leaveEnded({ ...step, activation });
  effects.push({ type: 'mirror', entries: [showRun(state, activation)] }, { type: 'end_stage' });
}

/** True when the end of this activation came before it began. */
export function endedEarly(state: ExecutorState, activation: Activation): boolean {
  const early = state.earlyEnd;
  if (early === undefined || early.turn > activation.turn) return false;
  delete state.earlyEnd;
  if (early.turn !== activation.turn || activation.closure !== undefined) return false;
  mark(activation, early);
  return true;
}

/** The activation goes back as it was ended, with what its finished stages left: the workspace knows what to do with it. */
export function leaveEnded(step: TurnStep): void {
  const { activation, at, effects } = step;
  if (!activation.ending) return;
  if (activation.phase === 'running') effects.push({ type: 'mirror', entries: [stageEnded(activation, at)] });
  leave(step, { state: activation.ending.to });
}

function mark(activation: Activation, { to, issuer, reason }: EndMessage): void {
  activation.ending = { to, issuer, reason };
}

function stageEnded(activation: Activation & Running, at: string): MirrorEntry {
  const { issuer, reason } = activation.ending ?? {};
  const data = { ...stageFacts(activation), issuer, reason };
  return { kind: 'event', key: `${activation.requestId}:ended`, type: 'stage_ended', at, data };
}
