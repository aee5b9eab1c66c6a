// An admitted item that a limit of the plan keeps from running: it is blocked at once, with the reason.
import type { EmittedRef } from '../../../contracts/turns.js';
import type { SchedulerEffect } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { blockedEntry } from '../../../contracts/blocked.js';
import { block } from './index.js';
import { takeOutOfLine } from './order.js';
import { own } from '../../../own.js';

/** `runId`: the run that emitted it. */
export function finishQueueing(
  state: SchedulerState,
  ref: EmittedRef,
  reason: string,
  runId: string,
  at: string,
  effects: SchedulerEffect[],
): void {
  const { family, id, sha256 } = ref;
  const key = itemKey(family, id);
  const item = own(state.items, key);
  if (item === undefined) return;
  takeOutOfLine(state, key);
  block(state, item, reason);
  const where = { runId, node: 'admission', outcome: 'none' };
  effects.push({
    type: 'mirror',
    entries: [
      { kind: 'place', order: [state.seq + 1, 1], family, id, state: 'blocked', sha256 },
      blockedEntry(item, { ...where, failureClass: 'plan_limit', reason, needsYou: true }, at),
    ],
  });
}
