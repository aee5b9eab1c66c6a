// Border checks of commands. Plain code: an exception in workflow code would loop for ever, so validators refuse and
// signals are completed with defaults.
import { ApplicationFailure, uuid4 } from '@temporalio/workflow';
import { NEWEST_RULES } from '../core/engine/rules.js';
import { spendProblem } from '../core/engine/usage/problem.js';
import type {
  BeginArgs,
  ControlArgs,
  DecideArgs,
  EnqueueArgs,
  JudgeArgs,
  ReclaimArgs,
  ReloadArgs,
} from '../core/contracts/commands.js';
import { isSafeId } from '../core/contracts/ids.js';
import { PLANES } from '../core/contracts/families.js';
import { isEmitted } from '../core/engine/admission/form.js';
import { isSpent } from '../core/engine/usage/spent-form.js';
import { type Check, hasForm, isCount, isFlag, isListOf, isRecord, isText, oneOf, orAbsent } from '../core/form.js';
import { own } from '../core/own.js';

const LONGEST_TEXT = 500;
export const LARGEST_BATCH = 200;

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

const HOMES = 'homes must say plane and rank of every family';
const isHomes: Check = (value) =>
  isRecord(value) && Object.values(value).every(hasForm({ plane: oneOf(...PLANES), rank: isNumber }));

export function validateEnqueue(args: EnqueueArgs): void {
  validateControl(args);
  const problem = enqueueProblem(args);
  if (problem !== null) refuse(problem);
  if (!orAbsent(isHomes)(asRecord(args)['homes'])) refuse(HOMES);
}

export function validateReclaim(args: ReclaimArgs): void {
  validateControl(args);
  if (!Number.isInteger(asRecord(args)['turn'])) refuse('turn must be a number');
  if (!isListOf(isEmitted)(asRecord(args)['emitted'])) refuse('emitted must be a list of documents');
  if (!orAbsent(isSpent)(asRecord(args)['usage'])) refuse('usage must be a list of pairs of numbers');
}

export function validateJudge(args: JudgeArgs): void {
  validateControl(args);
  if (typeof asRecord(args)['root'] !== 'string') refuse('root must be text');
}

export function validateDecide(args: DecideArgs): void {
  validateControl(args);
  const id = asRecord(args)['approval'];
  if (typeof id !== 'string' || id === '' || id.length > LONGEST_TEXT) refuse('approval must be the id of an approval');
}

export function validateReload(args: ReloadArgs): void {
  validateControl(args);
  for (const field of ['planId', 'planDigest', 'mode'] as const)
    if (typeof asRecord(args)[field] !== 'string') refuse(`${field} must be text`);
  const { families, homes, closes } = asRecord(args);
  if (!orAbsent(isListOf(isText))(families)) refuse('families must be a list of ids');
  if (!orAbsent(isHomes)(homes)) refuse(HOMES);
  if (!orAbsent(isFlag)(closes)) refuse('closes must be true or false');
  const problem = spendProblem(args);
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

const isNumber: Check = (value) => Number.isFinite(value);

/** Why these arguments cannot be handled, or null. Used for signals, which cannot be refused. */
export function enqueueProblem(args: unknown): string | null {
  const documents = asRecord(args)['documents'];
  if (!Array.isArray(documents)) return 'documents must be a list';
  if (documents.length > LARGEST_BATCH) return `at most ${LARGEST_BATCH} documents at a time`;
  return documents.every(isDocumentRef) ? null : 'a document lacks family, id, root, createdAt, dependsOn or sha256';
}

function isDocumentRef(value: unknown): boolean {
  const ref = asRecord(value);
  const texts = ['family', 'id', 'root', 'createdAt', 'sha256', 'source'].every(
    (field) => typeof own(ref, field) === 'string',
  );
  const dependsOn = ref['dependsOn'];
  return texts && Array.isArray(dependsOn) && dependsOn.every((id) => typeof id === 'string' && isSafeId(id));
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
