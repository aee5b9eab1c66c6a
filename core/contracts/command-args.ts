// Whether the arguments of a command about the workspace can be handled. Plain code: it runs inside workflows, where an exception would
// loop for ever.
import { fieldsOf, isCount, isFlag, isListOf, orAbsent } from '../form.js';
import { isPublicKey } from '../operators/public-key.js';
import { homesProblem, isDocumentRef, isEmitted, sizeProblem } from './document-form.js';
import { isFamily, isId } from './ids.js';
import { isDocuments } from './item-args.js';
import { jsonBytes, LIMITS } from './limits.js';
import { seedProblem } from './operators.js';
import { NEWEST_RULES } from './rules.js';
import { spendProblem } from './spend-form.js';
import { isSpent } from './spent-form.js';

/** What is wrong with who asks and why, which every command says. */
export function issuedProblem(args: unknown): string | null {
  const issued = fieldsOf(args);
  const long = (['commandId', 'issuer', 'reason'] as const).find((field) => !isShort(issued[field]));
  if (long !== undefined) return `${long} must be text of at most ${LIMITS.issued} characters`;
  return issued['commandId'] === '' ? 'commandId must not be empty' : null;
}

/**
 * Why these arguments cannot be handled, or null; also for signals, which cannot be refused. `rules`: of the state that would
 * take them; below 4 sizes are not looked at, so that recorded histories stay as they are.
 */
export function enqueueProblem(args: unknown, rules: number = NEWEST_RULES): string | null {
  const { documents, homes } = fieldsOf(args);
  if (!Array.isArray(documents)) return 'documents must be a list';
  if (documents.length > LIMITS.batch) return `${documents.length} documents, the limit is ${LIMITS.batch} at a time`;
  if (!documents.every(isDocumentRef)) return 'a document lacks family, id, root, createdAt, dependsOn or sha256';
  return rules < 4 ? null : (homesProblem(homes) ?? sizeProblem(documents));
}

export function reclaimProblem({ turn, emitted, learned, usage, money }: Record<string, unknown>): string | null {
  if (!Number.isInteger(turn)) return 'turn must be a number';
  if (!isListOf(isEmitted)(emitted)) return 'emitted must be a list of documents';
  const problem = enqueueProblem({ documents: emitted });
  if (problem !== null) return `emitted must be a list of documents: ${problem}`;
  if (!orAbsent(isDocuments)(learned)) return 'learned must be a list of documents';
  return [usage, money].every(orAbsent(isSpent)) ? null : 'usage and money must be lists of pairs of numbers';
}

export const judgeProblem = ({ root }: Record<string, unknown>): string | null =>
  isId(root) ? null : 'root must be the id of a root';

export const decideProblem = ({ approval }: Record<string, unknown>): string | null =>
  approval !== '' && isShort(approval) ? null : 'approval must be the id of an approval';

export function raiseProblem({ rule, of, to }: Record<string, unknown>): string | null {
  if (rule === '' || !isShort(rule)) return 'rule must be the id of a rule on money';
  if (!orAbsent(isShort)(of)) return 'of must be family/id of an item, or a root';
  return isCount(to) ? null : 'to must be a whole number of millionths of the currency';
}

export function reloadProblem(args: Record<string, unknown>): string | null {
  const long = (['planId', 'planDigest', 'mode'] as const).find((field) => !isShort(args[field]));
  if (long !== undefined) return `${long} must be text of at most ${LIMITS.issued} characters`;
  const { families, homes, closes, learns, delivers, lanes } = args;
  if (!orAbsent(isFamilies)(families)) return 'families must be a list of families';
  if (!orAbsent(isFlag)(closes)) return 'closes must be true or false';
  if (!orAbsent(isFlag)(learns)) return 'learns must be true or false';
  if (!orAbsent(isCount)(delivers)) return 'delivers must be a number of rounds';
  if (!orAbsent(isLanes)(lanes)) return `lanes must be a number from 1 to ${LIMITS.lanes}`;
  const size = jsonBytes(args);
  if (size > LIMITS.message) return `the plan's facts come to ${size} bytes, the limit is ${LIMITS.message}`;
  const { operators, worker } = args;
  if (!orAbsent(isPublicKey)(worker)) return 'worker must be an Ed25519 key of OpenSSH';
  return homesProblem(homes) ?? spendProblem(args) ?? seedProblem(operators);
}

export function beginProblem(args: Record<string, unknown>): string | null {
  const { allowance, rules, settings } = args;
  const problem = reloadProblem(args);
  if (problem !== null) return problem;
  if (allowance !== null && !Number.isSafeInteger(allowance)) return 'allowance must be a number of stages, or null';
  if (!isCount(rules) || Number(rules) > NEWEST_RULES) return `rules must be a revision up to ${NEWEST_RULES}`;
  const { searchAttributes, historyEvents } = fieldsOf(settings);
  const isWhole = typeof searchAttributes === 'boolean' && isCount(historyEvents);
  return isWhole ? null : 'settings must say searchAttributes and historyEvents';
}

const isShort = (value: unknown): boolean => typeof value === 'string' && value.length <= LIMITS.issued;

const isLanes = (value: unknown): boolean => isCount(value) && Number(value) >= 1 && Number(value) <= LIMITS.lanes;

const isFamilies = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= LIMITS.families && value.every(isFamily);
