// A broken environment costs time, never attempts: the same stage waits and runs again. A lost host runs again at once,
// but not for ever.
import type { AwaitRunnerInput } from '../../../contracts/activities.js';
import { sha256Hex } from '../../../contracts/digest.js';
import { momentAfter } from '../../../contracts/durations.js';
import { LONGEST_WAIT_MS } from '../../../contracts/environment.js';
import type { Plan } from '../../../contracts/plan.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import type { ExecutorEffect } from '../executor-events.js';
import type { EnvironmentWait } from '../../../contracts/stage-phase.js';
import type { ExecutorState } from '../executor-state.js';
import type { ActiveStep, Step, TurnStep } from '../step.js';
import { endedWait, freeRunner, showFallBack, waitForAny } from '../fallback/fall-back.js';
import { noteLimit } from '../fallback/limits.js';
import { stageRequest } from '../routing/request.js';
import type { RunnerWait } from '../../../contracts/turns.js';
import { mayStart, sayHeld, sayRunner } from '../turns/held.js';
import { enter } from '../turns/phase.js';
import { proceed } from '../turns/proceed.js';
import { showRun } from '../turns/show.js';

/** Hosts that one stage may lose before it counts as failed. */
const LOST_HOSTS = 3;

/** False when the outcome has to be routed after all. */
export function waitForEnvironment(step: ActiveStep, outcome: StageOutcome): boolean {
  const { state, activation, plan, at, effects } = step;
  const lost = outcome.failureClass === 'runner_lost';
  if (lost && activation.lostHosts >= LOST_HOSTS) return false;
  const failureClass = outcome.failureClass ?? 'environment';
  const reason = `${failureClass}: ${outcome.detail}`;
  const planned = { failureClass, reason, until: lost ? at : nextTry(step, outcome) };
  const limit = lost ? null : noteLimit(step, planned, longestWait(step, outcome.requestId));
  const free = limit && freeRunner(step);
  const wait = free ? { ...planned, until: at } : limit === null ? planned : waitForAny(step, planned);
  enter(activation, { phase: 'waiting', requestId: null, wait });
  activation.since = at;
  activation[lost ? 'lostHosts' : 'environmentTries'] += 1;
  if (free) activation.environmentTries = 0;
  activation.attempt += 1;
  if (!lost) sayRunner(activation, free ? null : runnerOf(step, wait.failureClass), effects);
  const told = { to: free ?? '', reason };
  const event =
    limit && free ? showFallBack(step, outcome.requestId, limit, told) : note(step, outcome.requestId, wait);
  effects.push({ type: 'mirror', entries: [showRun(state, activation), event] });
  effects.push(timerOf(step, wait, lost || free !== null ? null : probeOf(state, plan)));
  if (!mayStart(activation)) sayHeld(activation, effects);
  return true;
}

const timerOf = (
  { activation }: TurnStep,
  { until, reason }: EnvironmentWait,
  probe: AwaitRunnerInput | null,
): ExecutorEffect => ({ type: 'timer', turn: activation.turn, until, reason, probe });

const OF_THE_FOLDER: ReadonlySet<string> = new Set(['work_tree_busy', 'tree_unusable']);

/** The folder that it works in is no matter of the runner, and only stages of some permissions need a sandbox. */
function runnerOf({ state, activation, plan, graph }: ActiveStep, cause: string): RunnerWait['waits'] {
  const request = OF_THE_FOLDER.has(cause) ? null : stageRequest(state, activation, plan, graph);
  if (request === null) return null;
  const { runner, permission } = request;
  return { runner, cause, ...(cause === 'sandbox_unavailable' ? { permission } : {}) };
}

export function endWait(step: Step, { turn, until }: { turn: number; until: string }): void {
  const { activation } = step.state;
  if (activation?.turn !== turn || activation.phase !== 'waiting' || activation.wait.until !== until) return;
  endedWait(activation);
  proceed({ ...step, activation });
}

/** What may be looked at to see that the cause is gone; null when nothing waits, or the plan has no such node. */
export function probeOf(state: ExecutorState, plan: Plan): AwaitRunnerInput | null {
  const activation = state.activation;
  const graph = activation && plan.planes[activation.plane];
  if (state.rules < 2 || !activation?.wait || !graph) return null;
  const request = stageRequest(state, activation, plan, graph);
  return request && { request, failureClass: activation.wait.failureClass, since: activation.since };
}

/** The wait that goes on, for a run of the workflow that knows nothing of the one before. None when nothing waits. */
export function waitAgain(state: ExecutorState, plan: Plan | null): ExecutorEffect[] {
  const { turn, wait } = state.activation ?? {};
  if (turn === undefined || !wait) return [];
  const { until, reason } = wait;
  return [{ type: 'timer', turn, until, reason, probe: plan && probeOf(state, plan) }];
}

/**
 * The provider's reset time, and from revision 4 on never before the wait that is due by itself: a time that has gone by,
 * or "in 1.2 s" again and again, would start agents without end. Nor long after it: a wait of years would be forgotten.
 */
function nextTry(step: ActiveStep, { retryAt, requestId }: StageOutcome): string {
  if (step.state.rules < 4 && retryAt !== null) return retryAt;
  const own = backoff(step, requestId);
  if (retryAt === null) return own;
  const named = Math.min(Date.parse(retryAt), Date.parse(step.at) + LONGEST_WAIT_MS);
  return named > Date.parse(own) ? new Date(named).toISOString() : own;
}

const backoff = (step: ActiveStep, requestId: string): string =>
  backoffAfter(step, step.activation.environmentTries, requestId);

const longestWait = (step: ActiveStep, requestId: string): string => backoffAfter(step, Infinity, requestId);

function backoffAfter({ state, plan, at }: ActiveStep, tries: number, requestId: string): string {
  const steps = plan.timing.environmentBackoffSeconds;
  const seconds = steps[Math.min(tries, steps.length - 1)] ?? 60;
  const spread = state.rules >= 2 ? jitter(requestId) : 1;
  return momentAfter(at, seconds * spread);
}

/** Between 1 and 1.2, by chance but always the same for a request: reducers know no randomness. */
const jitter = (request: string): number => 1 + Number.parseInt(sha256Hex(request).slice(0, 4), 16) / 0xffff / 5;

function note({ activation, at }: TurnStep, requestId: string, { reason, until }: EnvironmentWait) {
  const { runId, node, item } = activation;
  return {
    kind: 'event' as const,
    key: `${requestId}:waits`,
    type: 'stage_waits_for_environment',
    at,
    data: { run_id: runId, node_id: node, work_item: `${item.family}/${item.id}`, reason, until },
  };
}
