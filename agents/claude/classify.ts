// Names the cause of a Claude Code run that did not succeed: its events first, exit code second, stderr last, its agent's prose never.
import type { RunnerFailureClass } from '../../core/contracts/failures.js';
import { isEnvironmentFailure } from '../../core/contracts/failure-lists.js';
import type { HostEnd } from '../adapter.js';
import { causeOf, failureOf, firstLine, type RunnerFailure } from '../failures/cause.js';
import { saysAnything } from '../output/says.js';
import { retryAt } from '../retry-at.js';
import { wasKilled } from '../settle.js';
import type { ApiFailure, Result } from './event.js';
import type { ClaudeEvents } from './events.js';

/**
 * Null for a success, and where its own signals name no cause: a run that was ended from outside, by us or by anybody, is judged by
 * `runAgent`. A failure calls itself `success` too, and the exit code is 1 for every cause.
 */
export function classifyClaude(end: HostEnd, events: ClaudeEvents, stderr: string): RunnerFailure | null {
  if (end.kind === 'timeout' || end.kind === 'silent') return busyWith(events, end.endedAt);
  if (end.kind !== 'exited') return null;
  const { result, failure } = events;
  if (result === null) {
    if (wasKilled(end)) return null;
    return events.started ? brokeOff(end, events) : neverStarted(end, stderr);
  }
  if (result.isError || result.subtype !== 'success')
    return failure === null ? ofResult(result, end.endedAt) : ofAnswer(failure, result, events, end.endedAt);
  return saysAnything(result.text) ? null : { class: 'provider_unavailable', detail: EMPTY };
}

const EMPTY = 'Claude Code calls it a success, but there is no answer: what the provider sent was none';

/** When it was ended while it was refused, that is the cause. */
function busyWith(events: ClaudeEvents, now: string): RunnerFailure | null {
  const trouble = events.failure ?? events.trouble;
  const known = trouble === null ? null : ofAnswer(trouble, null, events, now);
  return known !== null && isEnvironmentFailure(known.class) ? known : null;
}

/** Its words for what went wrong that leave no doubt; of the others status and message decide. */
export const ERRORS: ReadonlyMap<string, RunnerFailureClass> = new Map([
  ['authentication_failed', 'auth_missing_or_invalid'],
  ['billing_error', 'usage_limit_reached'],
  ['model_not_found', 'runner_misconfigured'],
  ['max_output_tokens', 'answer_truncated'],
]);

function ofAnswer(failure: ApiFailure, result: Result | null, events: ClaudeEvents, now: string): RunnerFailure {
  const { message, error, status } = failure;
  const detail = firstLine(message) || [error, status].filter(Boolean).join(' ') || 'no reason given';
  if (result?.reason === 'prompt_too_long') return { class: 'context_exhausted', detail };
  const known = ERRORS.get(error);
  if (known !== undefined) return { class: known, detail };
  if (error === 'rate_limit') return limited(failure, events, detail, now);
  if (error === 'server_error') return { class: ofServer(failure), detail };
  // What it says of it names proxies and gateways, whoever sent it.
  if (NO_ANSWER.test(message)) return { class: 'provider_unavailable', detail };
  const otherwise = status !== null && status < 500 ? 'runner_misconfigured' : 'provider_unavailable';
  return failureOf(message || detail, now, otherwise);
}

const NO_ANSWER = /empty or malformed response/i;

/** A limit of an account says when it ends; one on how often it is asked does not. */
function limited(failure: ApiFailure, events: ClaudeEvents, detail: string, now: string): RunnerFailure {
  const isOfAccount =
    failure.cause === 'usage_limit_reached' ||
    failure.type === 'insufficient_quota' ||
    causeOf(failure.message) === 'usage_limit_reached';
  const said = events.resetsAt === null ? failure.message : `resets_at: ${events.resetsAt}`;
  const at = retryAt(said, now);
  const cause = isOfAccount ? 'usage_limit_reached' : 'provider_rate_limited';
  return { class: cause, detail, ...(at === null ? {} : { retryAt: at }) };
}

const ofServer = ({ status, cause }: ApiFailure): RunnerFailureClass =>
  status === null || cause === 'connection_failed' ? 'network_unavailable' : 'provider_unavailable';

/** No word of its model: it could not begin, or somebody broke it off. */
function ofResult({ subtype, reason, text, errors }: Result, now: string): RunnerFailure {
  if (reason.startsWith('aborted')) return { class: 'runner_lost', detail: 'Claude Code was interrupted from outside' };
  const message = firstLine(errors.find((one) => one !== '') ?? '');
  if (SANDBOX.test(message)) return { class: 'sandbox_unavailable', detail: message };
  if (subtype === 'error_during_execution' && message !== '')
    return failureOf(message, now, 'runner_transport_failure');
  // What its agent said is told, and decides nothing.
  const detail = `Claude Code ended its work by itself: ${message || firstLine(text) || subtype}`;
  return { class: 'runner_transport_failure', detail };
}

function brokeOff(end: HostEnd, events: ClaudeEvents): RunnerFailure {
  const how = end.signal === null ? `with exit code ${end.exitCode}` : `by ${end.signal}`;
  const detail = `Claude Code ended ${how} before its work was over`;
  return busyWith(events, end.endedAt) ?? { class: 'runner_transport_failure', detail };
}

/** As it words it that its sandbox does not work. */
const SANDBOX = /sandbox required but unavailable|bubblewrap|bwrap|socat/i;

/** No event at all: it refused its arguments, or was not there. */
function neverStarted(end: HostEnd, stderr: string): RunnerFailure {
  const complaint = firstLine(stderr.trim());
  if (end.exitCode === 126 || end.exitCode === 127)
    return {
      class: 'runner_binary_missing',
      detail: complaint || `exit code ${end.exitCode}: it could not be executed`,
    };
  if (end.signal !== null)
    return { class: 'runner_transport_failure', detail: `Claude Code ended by ${end.signal} before it began` };
  if (SANDBOX.test(stderr)) return { class: 'sandbox_unavailable', detail: complaint };
  const message = complaint || `Claude Code ended with exit code ${end.exitCode} before it began`;
  return failureOf(message, end.endedAt, 'runner_misconfigured');
}
