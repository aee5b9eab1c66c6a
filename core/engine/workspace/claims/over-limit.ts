// An admitted item that a limit of the plan keeps from running: it is blocked at once, with the reason.
import type { EmittedRef } from '../../../contracts/turns.js';
import { itemKey } from '../scheduler-state.js';
import { blockedEntry } from '../../../contracts/blocked.js';
import { block } from './item-index.js';
import { takeOutOfLine } from './order.js';
import { own } from '../../../own.js';
import { show, type WorkspaceStep } from '../step.js';

/** `runId`: the run that emitted it. */
export function blockAtOnce(step: WorkspaceStep, ref: EmittedRef, reason: string, runId: string): void {
  const { state, at } = step;
  const { family, id, sha256 } = ref;
  const key = itemKey(family, id);
  const item = own(state.items, key);
  if (item === undefined) return;
  takeOutOfLine(state, key);
  block(state, item, reason);
  const where = { runId, node: 'admission', outcome: 'none' };
  show(
    step,
    { kind: 'place', order: [state.seq + 1, 1], family, id, state: 'blocked', sha256 },
    blockedEntry(item, { ...where, failureClass: 'plan_limit', reason }, at),
  );
}
