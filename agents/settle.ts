// From what an adapter read and how the host ended to the one raw result. What ended the agent is judged here alone.
import type { ExitKind, RunnerRawResult, StageRunRequest } from '../core/contracts/stage.js';
import { isEnvironmentFailure } from '../core/contracts/failure-lists.js';
import type { HostEnd, LaunchRefused, RunContext } from './adapter.js';
import { withoutSecrets } from './context.js';
import type { RunnerFailure } from './failures/cause.js';
import { type SweepLeft, namesOf } from './host/sweep.js';
import { shortened } from './output/kept.js';
import { KEPT_MESSAGE } from './output/limits.js';
import { redact } from './redact.js';
import { scanned } from './secrets/scan.js';
import type { Environment } from './secrets/values.js';

/** A stage that has no agent. `refused`: why it could not be started. */
export function notStarted(
  request: StageRunRequest,
  exitKind: ExitKind,
  refused: LaunchRefused | null,
): RunnerRawResult {
  const now = new Date().toISOString();
  const failure = refused === null ? null : { class: refused.failureClass, detail: refused.detail };
  const nothing = { exitCode: null, signal: null, finalMessage: null, usage: null, notes: [] };
  return { requestId: request.requestId, exitKind, ...nothing, failure, startedAt: now, endedAt: now };
}

/** What `collect` of any adapter says of an end. `env`: variables of the agent's own, of which a provider may repeat the key it refused. */
export function collectedEnd(
  { requestId }: StageRunRequest,
  { exitCode, signal, startedAt, endedAt }: HostEnd,
  failure: RunnerFailure | null,
  env: Environment,
): Pick<RunnerRawResult, 'requestId' | 'exitKind' | 'exitCode' | 'signal' | 'startedAt' | 'endedAt' | 'failure'> {
  return {
    ...{ requestId, exitKind: failure === null ? 'completed' : 'failed' },
    ...{ exitCode, signal, startedAt, endedAt },
    failure: failure && { ...failure, detail: redact(failure.detail, env) },
  };
}

interface Around {
  notes: string[];
  /** Processes that the sweep could not end. */
  left: SweepLeft[];
  /** Who holds the work tree, when that is why no agent was started; as far as it can be seen. */
  holders: SweepLeft[];
  /** The folder on whose disk there was no room when the agent ended; null = there was. */
  full: string | null;
  context: RunContext;
}

/** Secrets are taken out of everything an agent may have said. */
export function settled(
  request: StageRunRequest,
  collected: RunnerRawResult,
  end: HostEnd,
  { notes, left, holders, full, context }: Around,
): RunnerRawResult {
  const failure = cutShort(collected, end, full) ?? failureOf(end, collected.failure, holders);
  const killed = wasKilled(end) && collected.failure === null;
  const stuck = left.length === 0 ? [] : [`Processes of the stage that could not be ended: ${namesOf(left)}.`];
  return {
    ...collected,
    requestId: request.requestId,
    exitKind: killed ? 'lost' : exitKindOf(end, failure),
    exitCode: end.exitCode,
    signal: end.signal,
    finalMessage: messageOf(collected, context),
    failure: failure === null ? null : { ...failure, detail: withoutSecrets(failure.detail, context) },
    startedAt: end.startedAt,
    endedAt: end.endedAt,
    notes: [...notes, ...collected.notes, ...stuck].map((note) => withoutSecrets(note, context)),
  };
}

/** The words of a result once more, by the rules of others; see `scanned`. */
export async function scannedResult(result: RunnerRawResult): Promise<RunnerRawResult> {
  const { finalMessage, failure, notes } = result;
  return {
    ...result,
    finalMessage: finalMessage === null ? null : await scanned(finalMessage),
    failure: failure === null ? null : { ...failure, detail: await scanned(failure.detail) },
    notes: await Promise.all(notes.map(scanned)),
  };
}

/**
 * An agent that failed, or said nothing, on a full disk: what it had to say may not have fit, so it is no failure of the work. One
 * that says what it had to say has done its work.
 */
function cutShort({ failure, finalMessage }: RunnerRawResult, end: HostEnd, full: string | null): RunnerFailure | null {
  if (full === null || end.kind !== 'exited' || wasKilled(end)) return null;
  if (failure !== null && failure.class !== 'runner_transport_failure') return null;
  if (end.exitCode === 0 && finalMessage !== null) return null;
  const detail = `The disk of ${full} had no room left when the agent ended, so what it did and said may be cut short.`;
  return { class: 'disk_full', detail };
}

/** The marker is at its end, which is kept. */
function messageOf({ finalMessage }: RunnerRawResult, context: RunContext): string | null {
  return finalMessage === null ? null : shortened(withoutSecrets(finalMessage, context), KEPT_MESSAGE);
}

/** Signals that come from outside: an agent that crashes by itself ends by another one, or with an exit code. */
const KILLS: readonly (string | null)[] = ['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT'];

/** Somebody ended the agent, and not we: what we end has a kind of its own. It is lost like an agent whose host was killed. */
export const wasKilled = ({ kind, signal }: Pick<HostEnd, 'kind' | 'signal'>): boolean =>
  kind === 'exited' && KILLS.includes(signal);

const killedBy = (signal: string | null): NonNullable<RunnerRawResult['failure']> => ({
  class: 'runner_lost',
  detail: `The agent was ended by ${signal ?? 'a signal'} from outside. The kernel does so when memory runs out.`,
});

function exitKindOf(end: HostEnd, failure: RunnerRawResult['failure']): ExitKind {
  if (end.kind === 'busy') return 'not_started';
  if (end.kind === 'lingered') return failure === null ? 'completed' : 'failed';
  if (end.kind !== 'exited') return end.kind;
  return end.exitCode === 0 && failure === null ? 'completed' : 'failed';
}

/** An environment cause that the runner's own events name counts more than the fact that time ran out. */
function failureOf(
  end: HostEnd,
  named: RunnerRawResult['failure'],
  holders: readonly SweepLeft[],
): RunnerRawResult['failure'] {
  if (end.kind === 'exited' || end.kind === 'lingered') return named ?? (wasKilled(end) ? killedBy(end.signal) : null);
  const outOfTime = end.kind === 'timeout' || end.kind === 'silent';
  if (outOfTime && named !== null && isEnvironmentFailure(named.class)) return named;
  const seconds = Math.round((Date.parse(end.endedAt) - Date.parse(end.startedAt)) / 1000);
  const failures: Record<typeof end.kind, RunnerRawResult['failure']> = {
    timeout: { class: 'runner_timeout', detail: `The agent was ended at its deadline, after ${seconds} s.` },
    silent: { class: 'runner_timeout', detail: `The agent was ended because it was silent, after ${seconds} s.` },
    lost: { class: 'runner_lost', detail: lostText(end) },
    busy: { class: 'work_tree_busy', detail: heldBy(holders) },
    cancelled: null,
  };
  return failures[end.kind];
}

const lostText = ({ garbled }: HostEnd): string =>
  garbled === undefined
    ? 'The host of the agent was killed; nobody knows how the agent ended.'
    : `Nobody knows how the agent ended: ${garbled} cannot be read. Somebody changed or damaged it.`;

const NAMED = 5;

function heldBy(holders: readonly SweepLeft[]): string {
  const others = 'Another foreground agent, or what one left, still works in this work tree';
  if (holders.length === 0) return `${others}.`;
  const more = holders.length > NAMED ? ` and ${holders.length - NAMED} more` : '';
  return `${others}: ${namesOf(holders.slice(0, NAMED))}${more}.`;
}
