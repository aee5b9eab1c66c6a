// From a runner's own message of failure to its class, for every runner. Only what a runner says by a structured event of
// failure, or on stderr before it began, may be given here: never what an agent wrote.
import type { RunnerFailureClass } from '../../core/contracts/failures.js';
import type { RunnerRawResult } from '../../core/contracts/stage.js';
import { isEnvironmentFailure } from '../../core/contracts/failure-lists.js';
import { retryAt } from '../retry-at.js';
import { PLAIN_WORDS, STATUSES, TROUBLE_WORDS, type Wording } from './wordings.js';

export type RunnerFailure = NonNullable<RunnerRawResult['failure']>;

/** More of a message is not looked at. */
const JUDGED = 4000;
const SHOWN = 400;

/** Null when nothing in the message is known. */
export function causeOf(message: string): RunnerFailureClass | null {
  // An address may hold any word, and so may a page of whoever stands between: what is before it is said by the runner.
  const words = message
    .slice(0, JUDGED)
    .replace(/\b(?:https?|wss?):\/\/\S+/gi, '')
    .replace(PAGE, '');
  const status = statusIn(words);
  return firstOf(PLAIN_WORDS, words) ?? (status === null ? firstOf(TROUBLE_WORDS, words) : ofStatus(status, words));
}

const PAGE = /<(?:!doctype\s+html|html)\b[^]*$/i;

/**
 * `now`: when it was said, ISO 8601, from which times in it count; `otherwise`: the class of a message that nobody knows.
 * `retryAt` is there only for environment failures.
 */
export function failureOf(message: string, now: string, otherwise: RunnerFailureClass): RunnerFailure {
  const cause = causeOf(message) ?? otherwise;
  const at = isEnvironmentFailure(cause) ? retryAt(message.slice(0, JUDGED), now) : null;
  const detail = firstLine(message) || 'no reason given';
  return { class: cause, detail, ...(at === null ? {} : { retryAt: at }) };
}

/** Its first line, short enough to be shown. */
export const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, SHOWN);

/** A status below 500 says by itself what it is, or speaks of the request alone. */
function ofStatus(status: number, words: string): RunnerFailureClass | null {
  if (status < 500) return STATUSES.get(status) ?? null;
  return firstOf(TROUBLE_WORDS, words) ?? 'provider_unavailable';
}

const firstOf = (wordings: readonly Wording[], words: string): RunnerFailureClass | null =>
  wordings.find(([pattern]) => pattern.test(words))?.[1] ?? null;

const STATUS =
  /^(?:API Error:? ?|HTTP ?|Error:? ?)*\(?([45]\d\d)\b|(?:status|status code|statusCode|status_code|error code|HTTP(?:\/[\d.]+)?|API error|"code")"?[:=]? ?\(?([45]\d\d)\b|\b([45]\d\d) status code/i;

function statusIn(words: string): number | null {
  const [, leading, named, trailing] = STATUS.exec(words) ?? [];
  const digits = leading ?? named ?? trailing;
  return digits === undefined ? null : Number(digits);
}
