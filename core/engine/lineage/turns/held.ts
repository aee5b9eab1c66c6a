// Standing still: when the leash forbids the next stage or a person is asked, and how the workspace is told.
import type { ExecutorEffect } from '../executor-events.js';
import type { Activation } from '../../../contracts/activation.js';
import { isUsedUp } from '../spend.js';

export const mayStart = (activation: Activation): boolean =>
  activation.go && activation.remaining !== 0 && !isUsedUp(activation);

export function sayHeld(activation: Activation, effects: ExecutorEffect[]): void {
  const { turn, leashVersion, grant, remaining, usage } = activation;
  const more = {
    ...(usage === undefined ? {} : { usage }),
    ...(isUsedUp(activation) ? { usedUp: true as const } : {}),
    ...(activation.phase === 'asking' ? { asking: activation.approval } : {}),
  };
  effects.push({ type: 'held', message: { v: 1, turn, leashVersion, grant, remaining, ...more } });
}
