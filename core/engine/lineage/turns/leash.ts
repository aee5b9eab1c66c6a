// The leash: the newest one counts. A stage in flight is never cut by it; the next one waits.
import type { Leash, LeashMessage } from '../../../contracts/turns.js';
import type { Activation } from '../../../contracts/activation.js';
import type { ExecutorState } from '../executor-state.js';
import { mergedLimits } from '../../../contracts/fallback.js';
import { endedWait, isFreed } from '../fallback/fall-back.js';
import { activeStep, type Step } from '../step.js';
import { isPaidFor, mayStart, sayHeld } from './held.js';
import { proceed } from './proceed.js';
import { showRun } from './show.js';

export function takeLeash(step: Step, message: LeashMessage): void {
  const { state, effects } = step;
  const { activation } = state;
  offer(state, message.leash);
  if (message.turn > state.lastTurn) return keepEarly(state, message);
  if (activation?.turn !== message.turn || message.leash.version <= activation.leashVersion) return;
  const isNewWorker = adopt(activation, message.leash);
  if (activation.phase === 'running') return;
  if (activation.phase === 'asking') return sayHeld(activation, effects);
  // Whoever starts a worker again has mended what was waited for, or wants to know that it is not mended.
  const active = activeStep({ ...step, activation });
  if (isNewWorker || (activation.phase === 'waiting' && active !== null && isFreed(active))) endedWait(activation);
  if (activation.phase === 'waiting') {
    if (state.rules >= 2) effects.push({ type: 'mirror', entries: [showRun(state, activation)] });
    if (!mayStart(activation)) sayHeld(activation, effects);
    return;
  }
  proceed({ ...step, activation });
}

function keepEarly(state: ExecutorState, message: LeashMessage): void {
  const known = state.early;
  const newer = known === null || message.turn > known.turn || message.leash.version > known.leash.version;
  if (newer) state.early = message;
}

/** A revision is taken up with the next workflow run; an older offer changes nothing. */
export function offer(state: ExecutorState, leash: Leash): void {
  state.nextRules = Math.max(state.nextRules, leash.rules);
}

/** The newest leash of this turn: the one that came with it, or one that overtook it. */
export function newestLeash(state: ExecutorState, turn: number, leash: Leash): Leash {
  const early = state.early;
  if (early !== null && early.turn <= turn) state.early = null;
  return early?.turn === turn && early.leash.version > leash.version ? early.leash : leash;
}

/** A new budget counts the stage in flight as its first. True when there is a new one: each worker brings its own. */
export function adopt(activation: Activation, leash: Leash): boolean {
  activation.leashVersion = leash.version;
  activation.go = leash.go;
  takeLimits(activation, leash);
  if (leash.prices === undefined) delete activation.prices;
  else activation.prices = leash.prices;
  if (leash.closed === undefined) delete activation.closed;
  else activation.closed = leash.closed;
  if (leash.grant <= activation.grant) {
    if (leash.limited !== undefined) activation.limited = mergedLimits(activation.limited ?? [], leash.limited);
    takeAllowance(activation, leash);
    return false;
  }
  // A new worker asks every runner anew.
  if (leash.limited === undefined) delete activation.limited;
  else activation.limited = leash.limited;
  activation.grant = leash.grant;
  const inFlight = activation.phase === 'running' && !isPaidFor(activation) ? 1 : 0;
  if (activation.started !== undefined) activation.started = inFlight;
  activation.remaining = leash.allowance === null ? null : Math.max(0, leash.allowance - inFlight);
  return true;
}

/** From revision 5 on a turn gets more of a budget, or less, while it holds it. */
function takeAllowance(activation: Activation, { grant, allowance }: Leash): void {
  const { started } = activation;
  if (started === undefined || grant !== activation.grant || allowance === null) return;
  activation.remaining = Math.max(0, allowance - started);
}

function takeLimits(activation: Activation, { limits }: Leash): void {
  if (limits === undefined) delete activation.limits;
  else activation.limits = limits;
}
