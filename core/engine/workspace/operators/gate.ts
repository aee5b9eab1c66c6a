// Whether a command may be carried out, where a workspace names operators: the same question in the validator, before anything enters
// history, and in the machine, because signals have no validator. It decides nothing and changes nothing.
import { type CommandEvent, COMMANDS } from '../../../contracts/command-table.js';
import type { CommandRow, Issued, Signed } from '../../../contracts/commands.js';
import { sha256Hex } from '../../../contracts/digest.js';
import { momentAfter } from '../../../contracts/durations.js';
import { isSigned, isWorker, SKEW_SECONDS } from '../../../contracts/operators.js';
import { isSignedBy } from '../../../operators/verify.js';
import type { SchedulerState } from '../scheduler-state.js';
import type { KeyedOperator, Operators, Taken } from './state.js';
import { subjectOf } from './subject.js';

/** `code`: a word for programs. */
export interface Refusal {
  code: RefusalCode;
  why: string;
}

export type RefusalCode =
  | 'unsigned'
  | 'unknown_operator'
  | 'foreign_workspace'
  | 'right_missing'
  | 'issuer_differs'
  | 'bad_signature'
  | 'from_the_future'
  | 'stale'
  | 'reordered';

/** Why not, or null. A repeat of a command that was taken is none of its business: it gets its first answer. */
export function refusalOf(state: SchedulerState, event: CommandEvent): Refusal | null {
  const { operators } = state;
  if (operators === undefined || !needsSignature(state, operators, event)) return null;
  const { signed } = event.args;
  if (!isSigned(signed)) return unsigned(event);
  const operator = operators.named.find(({ name }) => name === signed.operator);
  if (operator === undefined) return refuse('unknown_operator', `there is no operator ${signed.operator}`);
  return (
    wrongSender(state, event, operator) ??
    wrongSignature(event, operator, signed) ??
    wrongTime(operators, event, signed)
  );
}

/** Keys change by signed commands alone; an answer to a stage that began under keys has to prove itself to it. */
function needsSignature(state: SchedulerState, { required }: Operators, { type, args }: CommandEvent): boolean {
  if (required || type === 'keys') return true;
  if (type !== 'approve' && type !== 'deny') return false;
  const turn = state.approvals.find(({ id }) => id === args.approval)?.turn;
  return state.turns.some(({ number, keyed }) => number === turn && keyed !== undefined);
}

function wrongSender(
  { workspace }: SchedulerState,
  event: CommandEvent,
  { name, rights }: KeyedOperator,
): Refusal | null {
  const { signed, issuer } = event.args;
  if (signed?.workspace !== workspace) return refuse('foreign_workspace', 'it is signed for another workspace');
  const missing = rightsFor(event).filter((right) => !rights.includes(right));
  if (missing.length > 0) return refuse('right_missing', `${name} has not the right ${missing.join(', ')}`);
  if (issuer === name || isWorker(rights)) return null;
  return refuse('issuer_differs', `${name} signed it in the name of somebody else`);
}

function wrongSignature({ type, args }: CommandEvent, { key }: KeyedOperator, signed: Signed): Refusal | null {
  const { signature, ...by } = signed;
  if (isSignedBy(key, { name: type, args, by }, signature)) return null;
  return refuse('bad_signature', `the signature is not one of ${signed.operator} over this command`);
}

function wrongTime(operators: Operators, { type, at, args }: CommandEvent, signed: Signed): Refusal | null {
  if (signed.at > momentAfter(at, SKEW_SECONDS))
    return refuse(
      'from_the_future',
      `it is signed for ${signed.at}, and it is ${at}: the clock of the signer is ahead`,
    );
  if (isTaken(operators, args)) return null;
  if (!counts(operators, signed.at, at))
    return refuse('stale', `it was signed at ${signed.at}, which is too long ago to count; sign it again`);
  const subject = subjectOf(type, args);
  const later = operators.taken.find((one) => overtakes(one, signed, subject));
  if (later === undefined) return null;
  return refuse('reordered', `${signed.operator} decided something newer about the same, signed at ${later.at}`);
}

const overtakes = (one: Taken, { operator, at }: Signed, subject: string | null): boolean =>
  subject !== null && one.operator === operator && one.subject === subject && one.at > at;

/** What was signed at `signedAt` counts at `at`. */
export const counts = ({ windowSeconds, floor }: Operators, signedAt: string, at: string): boolean =>
  momentAfter(signedAt, windowSeconds) >= at && (floor === undefined || signedAt > floor);

export const takenId = (commandId: string): string => sha256Hex(commandId).slice(0, 32);

/** It was taken before, within the time that its signature counts. */
export function isTaken({ taken }: Operators, { commandId }: Issued): boolean {
  const id = takenId(commandId);
  return taken.some((one) => one.id === id);
}

const rightsFor = ({ type }: CommandEvent): CommandRow<Issued>['rights'] => COMMANDS[type].rights;

function unsigned(event: CommandEvent): Refusal {
  const what = `${event.type} needs the signature of an operator with the right ${rightsFor(event).join(', ')}`;
  return refuse('unsigned', `unsigned: ${what}`);
}

const refuse = (code: RefusalCode, why: string): Refusal => ({ code, why });
