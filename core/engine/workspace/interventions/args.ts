// Whether the arguments of a command about items can be handled. Plain code: it runs inside workflows, which know no schemas.
import { isCount, isListOf, orAbsent } from '../../../form.js';
import { isEmitted, sizeProblem } from '../../../contracts/document-form.js';
import { isPlane } from '../../../contracts/families.js';
import { isSafeId } from '../../../contracts/ids.js';
import { LIMITS } from '../../../contracts/limits.js';
import { CASCADES } from '../../../contracts/interventions.js';
import type { InterventionName } from './events.js';
import { isSpent } from '../../../contracts/spent-form.js';
import { own } from '../../../own.js';

type Check = (value: unknown) => string | null;
type Fields = Record<string, Check>;

/** What is wrong with it, or null. Who asks and why is checked elsewhere. */
export function argsProblem(name: InterventionName, args: Record<string, unknown>): string | null {
  for (const [field, check] of Object.entries(CHECKS[name])) {
    const problem = check(own(args, field));
    if (problem !== null) return `${field} ${problem}`;
  }
  if (name === 'requeue' && args['all'] !== true && args['id'] === undefined) return 'id must be given, or all';
  return null;
}

const id: Check = (value) => (typeof value === 'string' && isSafeId(value) ? null : 'must be an id');
const may =
  (check: Check): Check =>
  (value) =>
    value === undefined ? null : check(value);
const oneOf =
  (...all: unknown[]): Check =>
  (value) =>
    all.includes(value) ? null : `must be one of: ${all.join(', ')}`;
const plane: Check = (value) => (typeof value === 'string' && isPlane(value) ? null : 'must be a plane');
const text: Check = (value) => (typeof value === 'string' && value.length < 100 ? null : 'must be a short text');

const fieldsIn = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const revision: Check = (value) => {
  const { id: item, was, sha256 } = fieldsIn(value);
  const isWhole = id(item) === null && text(was) === null && text(sha256) === null;
  return isWhole ? null : 'must say id, was and sha256 of a document that was written anew';
};

const revisions: Check = (value) =>
  Array.isArray(value) && value.every((one) => revision(one) === null) ? null : 'must be a list of revisions';

const isDocuments = (value: unknown): boolean =>
  isListOf(isEmitted)(value) && sizeProblem(value as unknown[], LIMITS.message) === null;

const lost: Check = (value) => {
  const { turn, emitted, usage } = fieldsIn(value);
  const isWhole = isCount(turn) && isDocuments(emitted) && orAbsent(isSpent)(usage);
  return isWhole ? null : 'must say turn and emitted';
};

const item: Fields = { id, family: may(text) };

const CHECKS: Record<InterventionName, Fields> = {
  cancel: { ...item, only: may(oneOf('blocked')) },
  requeue: { id: may(id), family: may(text), all: may(oneOf(true, false)), root: may(id) },
  retry_active: { plane: may(plane) },
  supersede: { ...item, replacement: id, cascade: may(oneOf(...CASCADES)), revisions: may(revisions) },
  retarget: { ...item, from: id, to: id, revision },
  resolve_incident: item,
  clear_stale_state: { lost: may(lost) },
};
