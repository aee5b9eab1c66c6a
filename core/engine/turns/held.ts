// Standing still: when the leash forbids the next stage or a person is asked, and how the workspace is told.
import type { ExecutorEffect } from '../executor-events.js';
import type { Activation } from '../../contracts/activation.js';

export const mayStart = (activation: Activation): boolean => activation.go && activation.remaining !== 0;

export function sayHeld(activation: Activation, effects: ExecutorEffect[]): void {
  const { turn, leashVersion, grant, remaining, approval } = activation;
  const asking = approval ? { asking: approval } : {};
  effects.push({ type: 'held', message: { v: 1, turn, leashVersion, grant, remaining, ...asking } });
}
