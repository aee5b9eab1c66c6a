// Whether something is the outcome of a request, by its form: whoever reaches the server can complete an activity with anything.
import { own } from '../../own.js';
import type { StageOutcome } from '../../contracts/stage.js';

const ORIGINS = ['agent', 'runner', 'environment'];
const DOCUMENT = ['family', 'id', 'root', 'createdAt', 'sha256', 'source'] as const;

/** False for a result of another request too. Never throws. */
export function isOutcomeOf(requestId: string, value: unknown): value is StageOutcome {
  if (!isRecord(value) || value['requestId'] !== requestId) return false;
  const { failureClass, retryAt, resume, said, finishes, usage } = value;
  return (
    ['outcome', 'resultClass', 'detail', 'startedAt', 'endedAt'].every((field) => isText(own(value, field))) &&
    isOneOf(ORIGINS, value['origin']) &&
    [failureClass, retryAt].every((text) => text === null || isText(text)) &&
    (!isText(retryAt) || !Number.isNaN(Date.parse(retryAt))) &&
    [resume, said].every((text) => text === undefined || isText(text)) &&
    (finishes === undefined || finishes === true) &&
    (usage === null || isUsage(usage)) &&
    isListOf(value['emitted'], isDocument) &&
    isListOf(value['artifacts'], isRecord) &&
    isListOf(value['notes'], isText)
  );
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isOneOf = (names: readonly string[], value: unknown): boolean => isText(value) && names.includes(value);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isListOf = (value: unknown, isOne: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isOne);

const isUsage = (value: unknown): boolean =>
  isRecord(value) &&
  ['input', 'cachedInput', 'output', 'thinking', 'total'].every((field) => Number.isFinite(own(value, field)));

const isDocument = (value: unknown): boolean =>
  isRecord(value) && DOCUMENT.every((field) => isText(own(value, field))) && isListOf(value['dependsOn'], isText);
