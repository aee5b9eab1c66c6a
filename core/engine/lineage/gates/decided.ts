// What was decided about the stage that asks: it goes on as the very attempt that asked, or its item is blocked. No repair
// stage is called for a decision.
import { blockedAs } from '../../../contracts/failure-lists.js';
import type { Plan } from '../../../contracts/plan.js';
import type { DecidedMessage } from '../../../contracts/turns.js';
import type { ExecutorEffect } from '../executor-events.js';
import type { ExecutorState } from '../executor-state.js';
import type { Leaving } from '../turns/leave.js';
import { leave } from '../turns/leave.js';
import { proceed } from '../turns/proceed.js';

export function takeDecision(
  state: ExecutorState,
  message: DecidedMessage,
  plan: Plan | null,
  at: string,
  effects: ExecutorEffect[],
): void {
  const activation = state.activation;
  const asked = activation?.approval;
  if (activation?.turn !== message.turn || activation.phase !== 'asking' || asked?.id !== message.approvalId) return;
  if (message.decision !== 'approved') return leave(state, refusal(message, asked), at, effects);
  const { digest, expiresAt } = asked;
  const granted = [...(activation.granted ?? []), { digest, expiresAt }];
  Object.assign(activation, { phase: 'ready', approval: null, granted });
  if (plan !== null) proceed(state, plan, at, effects);
}

function refusal(
  { decision, issuer, reason }: DecidedMessage,
  { node, capabilities, expiresAt }: { node: string; capabilities: string[]; expiresAt: string | null },
): Leaving {
  const what = `${node} asked for ${capabilities.join(', ')}`;
  const why = reason === '' ? '' : `: ${reason}`;
  if (decision === 'denied') return blockedAs('approval_denied', `${what}; ${issuer} denied it${why}`);
  return blockedAs('approval_expired', `${what}; nobody decided by ${expiresAt ?? ''}`);
}
