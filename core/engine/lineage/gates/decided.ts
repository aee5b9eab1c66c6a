// What was decided about the stage that asks: it goes on as the very attempt that asked, or its item is blocked. No repair
// stage is called for a decision.
import { storyField, withSaid } from '../../../contracts/story.js';
import { blockedAs } from '../../../contracts/failure-lists.js';
import { type Asked, wished } from '../../../contracts/approvals.js';
import type { Approver, DecidedMessage } from '../../../contracts/turns.js';
import type { Step } from '../step.js';
import type { Leaving } from '../turns/leave.js';
import { adopt, offer } from '../turns/leash.js';
import { leave } from '../turns/leave.js';
import { enter } from '../turns/phase.js';
import { isProven } from './proven.js';
import { proceed } from '../turns/proceed.js';
import { set } from '../../../set.js';

export function takeDecision(step: Step, message: DecidedMessage): void {
  const { activation } = step.state;
  if (activation?.turn !== message.turn || activation.phase !== 'asking') return;
  const asked = activation.approval;
  if (asked.id !== message.approvalId || !isProven(step.state, activation.approvers, { message, asked, at: step.at }))
    return;
  if (message.leash !== undefined && message.leash.version > activation.leashVersion) {
    offer(step.state, message.leash);
    adopt(activation, message.leash);
  }
  if (message.decision !== 'approved') return leave({ ...step, activation }, refusal(message, asked));
  const { digest, expiresAt } = asked;
  enter(activation, { phase: 'ready', requestId: null, wait: null });
  activation.granted = [...(activation.granted ?? []), { digest, expiresAt }];
  if (mayTell(step, activation.approvers, message))
    set(activation, storyField(withSaid(activation.story ?? {}, message)));
  proceed({ ...step, activation });
}

/** What a person said with the yes, the stage is told; where operators have keys, only if one of them signed it. */
function mayTell(
  { state: { rules } }: Step,
  approvers: readonly Approver[] | undefined,
  { proof }: DecidedMessage,
): boolean {
  const isSigned = approvers === undefined || proof !== undefined;
  return rules >= 6 && (rules < 9 || isSigned);
}

function refusal({ decision, issuer, reason }: DecidedMessage, asked: Asked): Leaving {
  const { node, expiresAt } = asked;
  const what = `${node} asked for ${wished(asked)}`;
  const why = reason === '' ? '' : `: ${reason}`;
  if (decision === 'denied') return blockedAs('approval_denied', `${what}; ${issuer} denied it${why}`);
  return blockedAs('approval_expired', `${what}; nobody decided by ${expiresAt ?? ''}`);
}
