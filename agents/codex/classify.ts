// Names the cause of a Codex run that did not succeed: its events first, exit code second, stderr last, its prose never.
import { isEnvironmentFailure } from '../../core/contracts/failure-lists.js';
import type { HostEnd } from '../adapter.js';
import { type RunnerFailure, failureOf, firstLine } from '../failures/cause.js';
import { wasKilled } from '../settle.js';
import type { CodexEvents } from './events.js';

/**
 * Null for a success (exit 0 and a completed turn), and where Codex's own signals name no cause: a run that was ended
 * from outside, by us or by anybody, is judged by `runAgent`. An interrupted Codex (SIGINT) ends with exit code 1 and
 * cannot be told from one that failed.
 */
export function classifyCodex(end: HostEnd, events: CodexEvents, stderr: string): RunnerFailure | null {
  if (end.kind === 'timeout' || end.kind === 'silent') return busyWith(events.lastError, end.endedAt);
  if (end.kind !== 'exited') return null;
  if (events.failed !== null) return said(events.failed, end.endedAt);
  // Codex calls a turn completed in which not one command could run.
  if (events.commands > 0 && events.unsandboxed === events.commands)
    return { class: 'sandbox_unavailable', detail: `Codex could start no command: ${NO_SANDBOX}` };
  if (end.exitCode === 0 && events.completed) return null;
  if (wasKilled(end)) return null;
  if (!events.started) return neverStarted(end, stderr);
  return busyWith(events.lastError, end.endedAt) ?? endedInMidTurn(end, events.completed);
}

export const NO_SANDBOX =
  'bubblewrap, its sandbox, does not work here. Allow user namespaces, or choose the permission `maximum` where the ' +
  'machine itself is the sandbox.';

const said = (message: string, now: string): RunnerFailure => failureOf(message, now, 'runner_transport_failure');

/** When Codex was ended, or ended itself, while it was reporting an environment cause, that is the cause. */
function busyWith(lastError: string | null, now: string): RunnerFailure | null {
  const known = lastError === null ? null : said(reconnectCause(lastError), now);
  return known !== null && isEnvironmentFailure(known.class) ? known : null;
}

/** `Reconnecting... 1/5 (stream disconnected …)` names its cause in the brackets. */
const reconnectCause = (message: string): string => /^Reconnecting[^(]*\((.*)\)$/s.exec(message)?.[1] ?? message;

function endedInMidTurn(end: HostEnd, completed: boolean): RunnerFailure {
  const how = end.signal === null ? `with exit code ${end.exitCode}` : `by ${end.signal}`;
  const turn = completed ? 'after its turn was completed' : 'before its turn was completed';
  return { class: 'runner_transport_failure', detail: `Codex ended ${how} ${turn}` };
}

/** As bubblewrap and the kernel word it that Codex's sandbox does not work. */
const SANDBOX = /bubblewrap|bwrap|landlock|seccomp|user namespace/i;

/** No event at all: Codex refused its configuration, or was not there. */
function neverStarted(end: HostEnd, stderr: string): RunnerFailure {
  const complaint = firstLine(
    stderr
      .split('\n')
      .filter((line) => !NOTICE.test(line))
      .join('\n')
      .trim(),
  );
  if (end.exitCode === 126 || end.exitCode === 127) {
    return {
      class: 'runner_binary_missing',
      detail: complaint || `exit code ${end.exitCode}: Codex could not be executed`,
    };
  }
  if (end.signal !== null) return endedInMidTurn(end, false);
  if (SANDBOX.test(stderr)) return { class: 'sandbox_unavailable', detail: complaint };
  return failureOf(
    complaint || `Codex ended with exit code ${end.exitCode} before it began`,
    end.endedAt,
    MISCONFIGURED,
  );
}

const MISCONFIGURED = 'runner_misconfigured';

/** Lines that Codex prints on stderr in good runs too. */
const NOTICE = /^(Reading additional input from stdin|WARNING: )/;
