// Names the cause of a Pi run that did not succeed: its events first, exit code second, stderr last, its prose never.
import type { RunnerFailureClass, RunnerRawResult } from '../../core/contracts/stage.js';
import { isEnvironmentFailure } from '../../core/contracts/stage.js';
import type { HostEnd } from '../adapter.js';
import { retryAt } from '../retry-at.js';
import { wasKilled } from '../settle.js';
import type { PiAnswer, PiEvents } from './events.js';

type Failure = NonNullable<RunnerRawResult['failure']>;

/**
 * Null for a success, and where Pi's own signals name no cause: a run that was ended from outside, by us or by anybody,
 * is judged by `runAgent`. Pi's exit code says nothing of the model.
 */
export function classifyPi(end: HostEnd, events: PiEvents, stderr: string): Failure | null {
  const said = ofAnswer(events, end.endedAt);
  if (end.kind === 'timeout' || end.kind === 'silent') return isEnvironment(said) ? said : null;
  if (end.kind !== 'exited') return null;
  if (events.refused !== null) return fromMessage(events.refused, end.endedAt, REFUSALS, 'runner_misconfigured');
  if (events.ended && said !== null) return said;
  if (events.ended && end.exitCode === 0) return null;
  if (wasKilled(end)) return null;
  return events.started ? endedInMidRun(end, events.ended) : neverStarted(end, stderr);
}

const isEnvironment = (failure: Failure | null): boolean => failure !== null && isEnvironmentFailure(failure.class);

/** What is wrong with the last answer of the model; null when nothing is, and before there is one. */
function ofAnswer({ last, countedBefore, ended }: PiEvents, now: string): Failure | null {
  if (last === null) return ended ? { class: 'runner_transport_failure', detail: 'Pi ended without an answer' } : null;
  if (last.stopReason === 'error') return fromMessage(last.error, now, ERRORS, 'runner_transport_failure');
  if (last.stopReason === 'length') return { class: 'answer_truncated', detail: 'The answer reached its token limit' };
  if (last.stopReason === 'aborted') return { class: 'runner_transport_failure', detail: 'Pi broke off its answer' };
  if (last.stopReason === 'stop' && isHollow(last, countedBefore))
    return { class: 'provider_unavailable', detail: HOLLOW };
  return null;
}

/**
 * Pi calls it a success when the server sends a page or nothing in place of an answer, and when a stream breaks off
 * without its end. Then no tokens are counted; but some providers never count any.
 */
const isHollow = ({ text, tokens }: PiAnswer, countedBefore: boolean): boolean =>
  tokens === 0 && (text === '' || countedBefore);

const HOLLOW = 'What the provider sent was no whole answer of a model, though it came without an error';

type Causes = readonly [RegExp, RunnerFailureClass][];

/** As Pi 0.73 gives them in `errorMessage`, the status of the provider's answer first; the first match wins. */
const ERRORS: Causes = [
  [/^40[13]\b/, 'auth_missing_or_invalid'],
  [/\b(?:quota|billing|usage limit|credit balance)\b/i, 'usage_limit_reached'],
  [/^429\b|rate.?limit|too many requests/i, 'provider_rate_limited'],
  [/context.{0,10}(?:length|window)|prompt is too long|too many tokens|input is too long/i, 'context_exhausted'],
  [/^5\d\d\b|overloaded|at capacity|server_error/i, 'provider_unavailable'],
  [/^404\b|model.{0,80}(?:not exist|not found|not supported)/i, 'runner_misconfigured'],
  [
    /^Connection error|fetch failed|^terminated|timed out|ECONN|ENOTFOUND|EAI_AGAIN|socket hang up/i,
    'network_unavailable',
  ],
  [/JSON|stream ended before/, 'provider_unavailable'],
];

/** Of a prompt that Pi did not take, and of a Pi that did not begin. */
const REFUSALS: Causes = [[/API key|log ?in|authenticat|credential/i, 'auth_missing_or_invalid']];

function fromMessage(message: string, now: string, causes: Causes, otherwise: RunnerFailureClass): Failure {
  const cause = causes.find(([pattern]) => pattern.test(message))?.[1] ?? otherwise;
  const at = isEnvironmentFailure(cause) ? retryAt(message, now) : null;
  return { class: cause, detail: firstLine(message) || 'no reason given', ...(at === null ? {} : { retryAt: at }) };
}

function endedInMidRun(end: HostEnd, ended: boolean): Failure {
  const how = end.signal === null ? `with exit code ${end.exitCode}` : `by ${end.signal}`;
  const when = ended ? 'after its work was over' : 'before its work was over';
  return { class: 'runner_transport_failure', detail: `Pi ended ${how} ${when}` };
}

/** Pi refused its arguments, or was not there. */
function neverStarted(end: HostEnd, stderr: string): Failure {
  const said = firstLine(stderr.split('\n').find((line) => line.trim() !== '' && !line.startsWith('Warning: ')) ?? '');
  if (end.exitCode === 126 || end.exitCode === 127) {
    return { class: 'runner_binary_missing', detail: said || `exit code ${end.exitCode}: Pi could not be executed` };
  }
  if (end.signal !== null) return endedInMidRun(end, false);
  const message = said || `Pi ended with exit code ${end.exitCode} before it began`;
  return fromMessage(message, end.endedAt, REFUSALS, 'runner_misconfigured');
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 400);
