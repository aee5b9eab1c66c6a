// Names the cause of a Codex run that did not succeed: its events first, exit code second, stderr last, its prose never.
import type { RunnerFailureClass, RunnerRawResult } from '../../core/contracts/stage.js';
import { isEnvironmentFailure } from '../../core/contracts/stage.js';
import type { HostEnd } from '../adapter.js';
import { wasKilled } from '../settle.js';
import type { CodexEvents } from './events.js';
import { retryAt } from '../retry-at.js';

type Failure = NonNullable<RunnerRawResult['failure']>;

/**
 * Null for a success (exit 0 and a completed turn), and where Codex's own signals name no cause: a run that was ended
 * from outside, by us or by anybody, is judged by `runAgent`. An interrupted Codex (SIGINT) ends with exit code 1 and
 * cannot be told from one that failed.
 */
export function classifyCodex(end: HostEnd, events: CodexEvents, stderr: string): Failure | null {
  if (end.kind === 'timeout' || end.kind === 'silent') return busyWith(events.lastError, end.endedAt);
  if (end.kind !== 'exited') return null;
  if (events.failed !== null) return fromMessage(events.failed, end.endedAt);
  // Codex calls a turn completed in which not one command could run.
  if (events.commands > 0 && events.unsandboxed === events.commands)
    return { class: 'sandbox_unavailable', detail: `Codex could start no command: ${NO_SANDBOX}` };
  if (end.exitCode === 0 && events.completed) return null;
  if (wasKilled(end)) return null;
  return events.started ? endedInMidTurn(end, events.completed) : neverStarted(end, stderr);
}

export const NO_SANDBOX =
  'bubblewrap, its sandbox, does not work here. Allow user namespaces, or choose the permission `maximum` where the ' +
  'machine itself is the sandbox.';

/** Each message as Codex 0.169 prints it in `turn.failed`; the first match wins. */
const MESSAGES: readonly [RegExp, RunnerFailureClass][] = [
  [/^unexpected status 40[13]\b/, 'auth_missing_or_invalid'],
  [/^Missing environment variable/, 'auth_missing_or_invalid'],
  [/refresh token|not logged in|log ?in again|sign in again/i, 'auth_missing_or_invalid'],
  [/^Quota exceeded|hit your usage limit|usage limit has been reached/i, 'usage_limit_reached'],
  [/last status: 429|^rate limit exceeded|^unexpected status 429/i, 'provider_rate_limited'],
  [/last status: 5\d\d|^unexpected status 5\d\d/, 'provider_unavailable'],
  [/experiencing high demand|model is at capacity/i, 'provider_unavailable'],
  [/^Connection failed/, 'network_unavailable'],
  [/waiting for network/, 'network_unavailable'],
  [/error sending request|Transport error|idle timeout|stream closed before|request timed out/i, 'network_unavailable'],
  [/^stream disconnected before completion/, 'provider_unavailable'],
  [/ran out of room in the model's context window/, 'context_exhausted'],
  [/^Incomplete response returned, reason: max_output_tokens/, 'answer_truncated'],
  [/^unexpected status 404|^The model `[^`]*` does not exist/, 'runner_misconfigured'],
  [/^\{.*(not supported|unsupported|reasoning\.effort|"param": ?"model")/is, 'runner_misconfigured'],
];

function fromMessage(message: string, now: string): Failure {
  const detail = firstLine(message);
  const cause = MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? 'runner_transport_failure';
  const at = isEnvironmentFailure(cause) ? retryAt(message, now) : null;
  return { class: cause, detail, ...(at === null ? {} : { retryAt: at }) };
}

/** When a clock ended Codex while it was reporting an environment cause, that is the cause. */
function busyWith(lastError: string | null, now: string): Failure | null {
  const known = lastError === null ? null : fromMessage(reconnectCause(lastError), now);
  return known !== null && isEnvironmentFailure(known.class) ? known : null;
}

/** `Reconnecting... 1/5 (stream disconnected …)` names its cause in the brackets. */
const reconnectCause = (message: string): string => /^Reconnecting[^(]*\((.*)\)$/s.exec(message)?.[1] ?? message;

function endedInMidTurn(end: HostEnd, completed: boolean): Failure {
  const how = end.signal === null ? `with exit code ${end.exitCode}` : `by ${end.signal}`;
  const turn = completed ? 'after its turn was completed' : 'before its turn was completed';
  return { class: 'runner_transport_failure', detail: `Codex ended ${how} ${turn}` };
}

/** No event at all: Codex refused its configuration, or was not there. */
const REFUSALS: readonly [RegExp, RunnerFailureClass][] = [
  [/not logged in|login required|401 Unauthorized/i, 'auth_missing_or_invalid'],
  [/bubblewrap|bwrap|landlock|seccomp|user namespace/i, 'sandbox_unavailable'],
];

function neverStarted(end: HostEnd, stderr: string): Failure {
  const said = firstLine(
    stderr
      .split('\n')
      .filter((line) => !NOTICE.test(line))
      .join('\n')
      .trim(),
  );
  if (end.exitCode === 126 || end.exitCode === 127) {
    return { class: 'runner_binary_missing', detail: said || `exit code ${end.exitCode}: Codex could not be executed` };
  }
  if (end.signal !== null) return endedInMidTurn(end, false);
  const cause = REFUSALS.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'runner_misconfigured';
  return { class: cause, detail: said || `Codex ended with exit code ${end.exitCode} before it began` };
}

/** Lines that Codex prints on stderr in good runs too. */
const NOTICE = /^(Reading additional input from stdin|WARNING: )/;

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 400);
