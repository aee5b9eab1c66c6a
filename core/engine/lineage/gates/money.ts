// Before a stage whose item or root has cost what its rule allows, and before one whose cost nobody could count, a person is asked. The
// stage that is due stays due, under the same request. From revision 8 on.
import { type Activation, moneyOf } from '../../../contracts/activation.js';
import type { Asked } from '../../../contracts/approvals.js';
import { sha256Hex } from '../../../contracts/digest.js';
import { hasPrice } from '../../../contracts/money.js';
import type { StageRunRequest } from '../../../contracts/stage.js';
import type { ActiveStep } from '../step.js';
import { ask, askedFor, isGranted } from './gate.js';

/** True when this request may not start now. */
export function stopForMoney(step: ActiveStep, request: StageRunRequest): boolean {
  const { activation, at } = step;
  const reached = reachedBy(activation);
  const unpriced = digestOf([activation.runId, 'no price', request.model ?? '']);
  const isUnknown = activation.limits?.priced === true && !hasPrice(activation.prices, request.model);
  if (reached === null && (!isUnknown || isGranted(activation, unpriced, at))) return false;
  const question = askedFor(step, request, {
    capabilities: [],
    digest: digestOf([activation.runId, 'more', request.requestId]),
  });
  const about = reached === null ? { digest: unpriced, unpriced: true as const } : { spending: reached };
  // Whoever sleeps answers in the morning: nothing is lost meanwhile.
  ask(step, { ...question, ...about, expiresAt: null });
  return true;
}

function reachedBy(activation: Activation): NonNullable<Asked['spending']> | null {
  const own = activation.limits?.own;
  if (own === undefined) return null;
  const { id: rule, per, currency, limit: allowed, before } = own;
  const spent = before + moneyOf(activation);
  return spent < allowed ? null : { rule, per, currency, spent, allowed };
}

const digestOf = (parts: readonly string[]): string => sha256Hex(parts.join('\n'));
