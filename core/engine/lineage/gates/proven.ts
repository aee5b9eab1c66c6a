// Where operators have keys, an answer to a stage proves itself: whoever reaches the server can send the message of the workspace, and cannot sign.
import type { Asked } from '../../../contracts/approvals.js';
import type { Approver, DecidedMessage } from '../../../contracts/turns.js';
import { isSigned } from '../../../contracts/operators.js';
import { fieldsOf } from '../../../form.js';
import { isSignedBy } from '../../../operators/verify.js';
import type { ExecutorState } from '../executor-state.js';

interface Decided {
  message: DecidedMessage;
  asked: Asked;
  at: string;
}

const COMMAND = { approved: 'approve', denied: 'deny' } as const;

/** `approvers`: whose keys came with the activation; absent = the workspace is believed. That a question is over, a clock says. */
export function isProven(
  { workspace, rules }: ExecutorState,
  approvers: readonly Approver[] | undefined,
  { message, asked, at }: Decided,
): boolean {
  if (approvers === undefined) return true;
  const { decision, proof, reason } = message;
  if (decision === 'expired') return asked.expiresAt !== null && at >= asked.expiresAt;
  // What it may cost its leash says anyway, and rules that were raised answer for everybody who asked: nobody signs for one of them.
  if (decision === 'approved' && isAboutMoney(asked) && (rules < 9 || proof === undefined)) return true;
  const { signed, approval } = fieldsOf(proof);
  if (proof === undefined || !isSigned(signed) || approval !== asked.id || signed.workspace !== workspace) return false;
  // What is told to the stage was said by who signed.
  if (proof.reason !== reason) return false;
  const { signature, ...by } = signed;
  const key = approvers.find(({ name }) => name === signed.operator)?.key;
  return key !== undefined && isSignedBy(key, { name: COMMAND[decision], args: proof, by }, signature);
}

const isAboutMoney = ({ spending, unpriced }: Asked): boolean => spending !== undefined || unpriced === true;
