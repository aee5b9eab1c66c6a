// Names the cause of a Pi run that did not succeed: its events first, exit code second, stderr last, its prose never.
import { isEnvironmentFailure } from '../../core/contracts/failure-lists.js';
import type { HostEnd } from '../adapter.js';
import { type RunnerFailure, failureOf, firstLine } from '../failures/cause.js';
import { wasKilled } from '../settle.js';
import type { PiAnswer } from './event.js';
import type { PiEvents } from './events.js';

/**
 * Null for a success, and where Pi's own signals name no cause: a run that was ended from outside, by us or by anybody,
 * is judged by `runAgent`. Pi's exit code says nothing of the model.
 */
export function classifyPi(end: HostEnd, events: PiEvents, stderr: string): RunnerFailure | null {
  const answer = ofAnswer(events, end.endedAt);
  if (end.kind === 'timeout' || end.kind === 'silent') return isEnvironment(answer) ? answer : null;
  if (end.kind !== 'exited') return null;
  if (events.refused !== null) return refused(events.refused, end.endedAt);
  if (events.ended && answer !== null) return answer;
  if (events.ended && end.exitCode === 0) return null;
  if (wasKilled(end)) return null;
  return events.started ? endedInMidRun(end, events.ended) : neverStarted(end, stderr);
}

const isEnvironment = (failure: RunnerFailure | null): boolean =>
  failure !== null && isEnvironmentFailure(failure.class);

/** What is wrong with the last answer of the model; null when nothing is, and before there is one. */
function ofAnswer({ last, countedBefore, ended }: PiEvents, now: string): RunnerFailure | null {
  if (last === null) return ended ? { class: 'runner_transport_failure', detail: 'Pi ended without an answer' } : null;
  if (last.stopReason === 'error') return said(last.error, now);
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
const isHollow = ({ text, usage }: PiAnswer, countedBefore: boolean): boolean =>
  usage.total === 0 && (text === '' || countedBefore);

const HOLLOW = 'What the provider sent was no whole answer of a model, though it came without an error';

const said = (message: string, now: string): RunnerFailure => failureOf(message, now, 'runner_transport_failure');

/** Of a prompt that Pi did not take, and of a Pi that did not begin: where nobody knows better it is the configuration. */
const refused = (message: string, now: string): RunnerFailure =>
  REFUSALS.test(message)
    ? { class: 'auth_missing_or_invalid', detail: firstLine(message) }
    : failureOf(message, now, 'runner_misconfigured');

const REFUSALS = /API key|log ?in|authenticat|credential/i;

function endedInMidRun(end: HostEnd, ended: boolean): RunnerFailure {
  const how = end.signal === null ? `with exit code ${end.exitCode}` : `by ${end.signal}`;
  const when = ended ? 'after its work was over' : 'before its work was over';
  return { class: 'runner_transport_failure', detail: `Pi ended ${how} ${when}` };
}

/** Pi refused its arguments, or was not there. */
function neverStarted(end: HostEnd, stderr: string): RunnerFailure {
  const complaint = firstLine(SYNTAX.exec(stderr)?.[0] ?? stderr.split('\n').find(isComplaint) ?? '');
  if (end.exitCode === 126 || end.exitCode === 127) {
    return {
      class: 'runner_binary_missing',
      detail: complaint || `exit code ${end.exitCode}: Pi could not be executed`,
    };
  }
  if (end.signal !== null) return endedInMidRun(end, false);
  if (SYNTAX.test(stderr)) return { class: 'runner_misconfigured', detail: `${OLD_NODE} It says: ${complaint}` };
  const message = complaint || `Pi ended with exit code ${end.exitCode} before it began`;
  return refused(message, end.endedAt);
}

/** A warning goes on in lines that are set in. */
const isComplaint = (line: string): boolean => /^\S/.test(line) && !line.startsWith('Warning: ');

/** As a Node words it that is too old for the program. */
const SYNTAX = /^SyntaxError: .*$/m;

const OLD_NODE =
  'Pi does not run on the Node that its PATH names, which is too old for it; `millrace doctor` says which one it needs.';
