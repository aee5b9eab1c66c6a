// Border checks of commands. Plain code: an exception in workflow code would loop for ever, so validators refuse and
// signals are completed with defaults.
import { ApplicationFailure, uuid4 } from '@temporalio/workflow';
import { NEWEST_RULES } from '../core/contracts/rules.js';
import { spendProblem } from '../core/engine/workspace/usage/problem.js';
import type {
  BeginArgs,
  ControlArgs,
  DecideArgs,
  EnqueueArgs,
  JudgeArgs,
  ReclaimArgs,
  ReloadArgs,
} from '../core/contracts/commands.js';
import { isFamilyId, isSafeId } from '../core/contracts/ids.js';
import { bytesOf, LIMITS } from '../core/contracts/limits.js';
import { homesProblem, isDocumentRef, isEmitted, sizeProblem } from '../core/contracts/document-form.js';
import { isSpent } from '../core/contracts/spent-form.js';
import { isCount, isFlag, isListOf, orAbsent } from '../core/form.js';
import { own } from '../core/own.js';

const LONGEST_TEXT = LIMITS.issued;

/** Refuses an update before it enters history. */
export function validateControl(args: unknown): void {
  const issued = asRecord(args);
  for (const field of ['commandId', 'issuer', 'reason'] as const) {
    const text = issued[field];
    if (typeof text !== 'string' || text.length > LONGEST_TEXT)
      refuse(`${field} must be text of at most ${LONGEST_TEXT} characters`);
  }
  if (issued['commandId'] === '') refuse('commandId must not be empty');
}

export function validateEnqueue(args: EnqueueArgs): void {
  validateControl(args);
  const problem = enqueueProblem(args);
  if (problem !== null) refuse(problem);
}

export function validateReclaim(args: ReclaimArgs): void {
  validateControl(args);
  if (!Number.isInteger(asRecord(args)['turn'])) refuse('turn must be a number');
  const { emitted, usage } = asRecord(args);
  if (!isListOf(isEmitted)(emitted)) refuse('emitted must be a list of documents');
  const problem = enqueueProblem({ documents: emitted });
  if (problem !== null) refuse(`emitted must be a list of documents: ${problem}`);
  if (!orAbsent(isSpent)(usage)) refuse('usage must be a list of pairs of numbers');
}

export function validateJudge(args: JudgeArgs): void {
  validateControl(args);
  const root = asRecord(args)['root'];
  if (typeof root !== 'string' || !isSafeId(root)) refuse('root must be the id of a root');
}

export function validateDecide(args: DecideArgs): void {
  validateControl(args);
  const id = asRecord(args)['approval'];
  if (typeof id !== 'string' || id === '' || id.length > LONGEST_TEXT) refuse('approval must be the id of an approval');
}

export function validateReload(args: ReloadArgs): void {
  validateControl(args);
  for (const field of ['planId', 'planDigest', 'mode'] as const)
    if (!isShort(asRecord(args)[field])) refuse(`${field} must be text of at most ${LONGEST_TEXT} characters`);
  const { families, homes, closes } = asRecord(args);
  if (!orAbsent(isFamilies)(families)) refuse('families must be a list of families');
  if (!orAbsent(isFlag)(closes)) refuse('closes must be true or false');
  const size = bytesOf(args);
  if (size > LIMITS.message) refuse(`the plan's facts come to ${size} bytes, the limit is ${LIMITS.message}`);
  const problem = homesProblem(homes) ?? spendProblem(args);
  if (problem !== null) refuse(problem);
}

export function validateBegin(args: BeginArgs): void {
  validateReload(args);
  const { allowance, rules, settings } = asRecord(args);
  if (allowance !== null && !Number.isSafeInteger(allowance)) refuse('allowance must be a number of stages, or null');
  if (!isCount(rules) || Number(rules) > NEWEST_RULES) refuse(`rules must be a revision up to ${NEWEST_RULES}`);
  const { searchAttributes, historyEvents } = asRecord(settings);
  if (typeof searchAttributes !== 'boolean' || !isCount(historyEvents))
    refuse('settings must say searchAttributes and historyEvents');
}

const isShort = (value: unknown): boolean => typeof value === 'string' && value.length <= LONGEST_TEXT;

const isFamilies = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length <= LIMITS.families &&
  value.every((one) => typeof one === 'string' && isFamilyId(one));

/**
 * Why these arguments cannot be handled, or null; also for signals, which cannot be refused. `rules`: of the state that would
 * take them; below 4 sizes are not looked at, so that recorded histories stay as they are.
 */
export function enqueueProblem(args: unknown, rules: number = NEWEST_RULES): string | null {
  const { documents, homes } = asRecord(args);
  if (!Array.isArray(documents)) return 'documents must be a list';
  if (documents.length > LIMITS.batch) return `${documents.length} documents, the limit is ${LIMITS.batch} at a time`;
  if (!documents.every(isDocumentRef)) return 'a document lacks family, id, root, createdAt, dependsOn or sha256';
  return rules < 4 ? null : (homesProblem(homes) ?? sizeProblem(documents));
}

/** A signal typed by hand may lack everything. */
export function completed(args: Partial<ControlArgs> | undefined): ControlArgs {
  const given = asRecord(args);
  const text = (field: string, otherwise: string): string => {
    const value = own(given, field);
    return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST_TEXT) : otherwise;
  };
  return {
    commandId: text('commandId', `signal-${uuid4()}`),
    issuer: text('issuer', 'signal'),
    reason: text('reason', ''),
  };
}

/** The approval that a signal names; empty, which fits none, when it names none. */
export function completedDecide(args: Partial<DecideArgs> | undefined): DecideArgs {
  const id = asRecord(args)['approval'];
  return { ...completed(args), approval: typeof id === 'string' ? id.slice(0, LONGEST_TEXT) : '' };
}

/** What was sent, as far as it has fields. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Throws what makes the server refuse an update. */
export function refuse(message: string): never {
  throw ApplicationFailure.create({ message, type: 'BadCommand', nonRetryable: true });
}
