// Standing still: when the leash forbids the next stage or a person is asked, and how the workspace is told.
import type { ExecutorEffect } from '../executor-events.js';
import { type Activation, isUntouched } from '../../../contracts/activation.js';
import type { RunnerLimit } from '../../../contracts/fallback.js';
import type { RunnerWait } from '../../../contracts/turns.js';
import type { Learned } from '../learning/trigger.js';
import { isUsedUp } from '../spend.js';

export const mayStart = (activation: Activation): boolean =>
  activation.go && (activation.remaining !== 0 || isPaidFor(activation)) && !isUsedUp(activation);

/** The second chance of a stage is no other stage: the budget that paid for its first attempt pays for it. */
export const isPaidFor = ({ form }: Activation): boolean => form !== undefined;

export function sayHeld(activation: Activation, effects: ExecutorEffect[]): void {
  const { leashVersion, usage, money } = activation;
  const more = {
    ...(usage === undefined ? {} : { usage }),
    ...(money === undefined ? {} : { money }),
    ...(isUsedUp(activation) ? { usedUp: true as const } : {}),
    ...(activation.phase === 'asking' ? { asking: activation.approval } : {}),
  };
  effects.push({ type: 'held', message: { ...report(activation), leashVersion, ...more } });
}

/** Whoever stands still tries no runner; to be called before that is shown and said. */
export function tryNothing(activation: Activation): void {
  const { runner, order } = activation;
  if (runner?.waits) activation.runner = { order, waits: null };
}

/** Says which runner the stage waits for, if any; it stands still for nobody. From revision 5 on, only what is new, and before it is shown. */
export function sayRunner(activation: Activation, waits: RunnerWait['waits'], effects: ExecutorEffect[]): void {
  const before = activation.runner?.waits ?? null;
  if (activation.started === undefined || (before === null && waits === null)) return;
  activation.runner = { order: activation.order, waits };
  effects.push({ type: 'held', message: { ...report(activation), leashVersion: 0 } });
}

/** Says of a limit of a runner that it lasts, or is over, so that all turns know; it stands still for nobody. From revision 10 on. */
export function sayLimit(activation: Activation, limit: RunnerLimit, effects: ExecutorEffect[]): void {
  effects.push({ type: 'held', message: { ...report(activation), leashVersion: 0, limited: [limit] } });
}

/** Says at once what is to be learned, so that it is learned beside the next stage; at its end the activation says it again. */
export function sayLearned(activation: Activation, lessons: Learned, effects: ExecutorEffect[]): void {
  if (lessons.learned.length === 0) return;
  effects.push({ type: 'held', message: { ...report(activation), leashVersion: 0, ...lessons } });
}

/** What every message of a turn that goes on says. */
function report(activation: Activation) {
  const { turn, grant, remaining, started, runner } = activation;
  const more = {
    ...(started === undefined ? {} : { started, ...(isUntouched(activation) ? { untouched: true as const } : {}) }),
    ...(runner === undefined ? {} : { runner }),
  };
  return { v: 1 as const, turn, grant, remaining, ...more };
}
