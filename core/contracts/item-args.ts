// Checks of the fields that commands about items have. Plain code: it runs inside workflows, which know no schemas.
import { fieldsOf, isCount, isListOf, orAbsent } from '../form.js';
import { own } from '../own.js';
import { isEmitted, sizeProblem } from './document-form.js';
import { isPlane } from './families.js';
import { isId } from './ids.js';
import { LIMITS } from './limits.js';
import { isSpent } from './spent-form.js';

type FieldCheck = (value: unknown) => string | null;
export type FieldChecks = Record<string, FieldCheck>;

/** What is wrong with the first field that is not as it must be, or null. */
export function fieldProblem(fields: FieldChecks, args: Record<string, unknown>): string | null {
  for (const [field, check] of Object.entries(fields)) {
    const problem = check(own(args, field));
    if (problem !== null) return `${field} ${problem}`;
  }
  return null;
}

export const id: FieldCheck = (value) => (isId(value) ? null : 'must be an id');
export const may =
  (check: FieldCheck): FieldCheck =>
  (value) =>
    value === undefined ? null : check(value);
export const isOneOf =
  (...all: unknown[]): FieldCheck =>
  (value) =>
    all.includes(value) ? null : `must be one of: ${all.join(', ')}`;
export const plane: FieldCheck = (value) => (typeof value === 'string' && isPlane(value) ? null : 'must be a plane');
export const textField: FieldCheck = (value) =>
  typeof value === 'string' && value.length < 100 ? null : 'must be a short text';

export const revision: FieldCheck = (value) => {
  const { id: item, was, sha256 } = fieldsOf(value);
  const isWhole = id(item) === null && textField(was) === null && textField(sha256) === null;
  return isWhole ? null : 'must say id, was and sha256 of a document that was written anew';
};

export const revisions: FieldCheck = (value) =>
  Array.isArray(value) && value.every((one) => revision(one) === null) ? null : 'must be a list of revisions';

export const isDocuments = (value: unknown): boolean =>
  isListOf(isEmitted)(value) && sizeProblem(value as unknown[], LIMITS.message) === null;

/** One turn, or a list of several. */
export const lost: FieldCheck = (value) => {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.map(lostOne).find((problem) => problem !== null) ?? null;
};

const lostOne: FieldCheck = (value) => {
  const { turn, emitted, learned, usage, money } = fieldsOf(value);
  const isBrought = isDocuments(emitted) && orAbsent(isDocuments)(learned);
  const isWhole = isCount(turn) && isBrought && [usage, money].every(orAbsent(isSpent));
  return isWhole ? null : 'must say turn and emitted';
};

export const item: FieldChecks = { id, family: may(textField) };
