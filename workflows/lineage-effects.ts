// Carries out what the executor decided: stages, timers, messages to the workspace, changes to show.
import {
  ActivityCancellationType,
  CancellationScope,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
import type {
  IoActivities,
  StageActivities,
  StageInput,
  ToldIoActivities,
  ToldStageActivities,
} from '../core/contracts/activities.js';
import { taskQueues } from '../core/contracts/activities.js';
import type { Issued } from '../core/contracts/commands.js';
import { boundedSeconds } from '../core/contracts/durations.js';
import { workspaceWorkflowId } from '../core/contracts/ids.js';
import { isOutcomeOf } from '../core/engine/lineage/form.js';
import { isSettledOf } from '../core/contracts/trees-form.js';
import type { MirrorEntry } from '../core/contracts/mirror.js';
import type { Plan } from '../core/contracts/plan.js';
import type { StageOutcome, StageRunRequest } from '../core/contracts/stage.js';
import { LONGEST_SETUP_SECONDS, type SettledTree, type SettleInput } from '../core/contracts/trees.js';
import type { HeldMessage, LeftMessage } from '../core/contracts/turns.js';
import type { ExecutorEffect, ExecutorEvent } from '../core/engine/lineage/executor-events.js';
import { toldMessage } from '../core/told/message.js';
import { wholeOutcome } from '../core/told/outcome.js';
import { toldStage } from '../core/told/request.js';
import { now, untilThen } from './clock.js';
import { outcomeIn } from './batch-words.js';
import { summaryOf } from './card-text.js';
import { insist } from './insist.js';
import * as messages from './messages.js';
import { startMirrorLoop } from './mirror-loop.js';
import { isUnusable } from './plan-shelf.js';

/** Beyond the agent's own deadline: the longest setup of its tree, the time to end it, to read what it left and to queue for a slot. */
const STAGE_MARGIN_SECONDS = LONGEST_SETUP_SECONDS + 600;
const PROBE_MARGIN_MS = 60_000;
/** Failures and wrong answers of a stage's activity, which somebody else gave: the agent may be at work all the while. */
const STAGE_TRIES = 10;

type Timer = Extract<ExecutorEffect, { type: 'timer' }>;

/** The stage in flight; `isEnded`: by us. */
interface CurrentStage {
  scope: CancellationScope;
  isEnded: boolean;
}

export interface EffectRunner {
  carryOut(effects: ExecutorEffect[]): void;
  /** Tells the workspace to cancel the item; `null`: only that somebody wanted to, for nothing was under way. */
  cancelItem(item: { family: string; id: string } | null, issued: Issued, at: string): void;
  /** True when no stage, message or change is in flight. Timers do not count. */
  isQuiet(): boolean;
}

/** Whose effects they are. */
export interface Lineage {
  workspace: string;
  /** Workflow id of the lineage. */
  writer: string;
  /** Of its state. */
  rules: number;
  /** Null where this run has not fetched it. */
  planOf(digest: string): Plan | null;
}

export function effectRunner(lineage: Lineage, receive: (event: ExecutorEvent) => void): EffectRunner {
  const { workspace, writer, rules } = lineage;
  let inFlight = 0;
  let mirror: ReturnType<typeof startMirrorLoop> | null = null;
  let stage: CurrentStage | null = null;

  const tracked = async (work: () => Promise<void>): Promise<void> => {
    inFlight += 1;
    await work();
    inFlight -= 1;
  };
  const runStage = async (request: StageRunRequest, entries: MirrorEntry[]): Promise<void> => {
    const before = entries.length === 0 ? null : { writer, entries };
    const scope = new CancellationScope();
    const mine: CurrentStage = { scope, isEnded: false };
    stage = mine;
    let outcome: StageOutcome;
    try {
      outcome = await scope.run(() => stageResult(lineage, { request, mirror: before }));
    } catch (error) {
      // No activity saw to the agent's end: none ran, its worker died, or somebody else failed it again and again.
      if (mine.isEnded || rules >= 4) outcome = await endResult(lineage, { request, mirror: before });
      else outcome = brokenActivity(request, String(error));
    }
    stage = null;
    receive({ type: 'stage_finished', at: now(), outcome });
  };
  const endStage = (): void => {
    if (stage === null) return;
    stage.isEnded = true;
    stage.scope.cancel();
  };
  const tell = async (send: () => Promise<void>): Promise<void> => {
    for (;;) {
      try {
        return await send();
      } catch {
        await sleep('5s', { summary: 'workspace could not be reached' });
      }
    }
  };
  const home = () => getExternalWorkflowHandle(workspaceWorkflowId(workspace));
  const held = (message: HeldMessage) => tell(() => home().signal(messages.heldSignal, message));
  const left = async (message: LeftMessage, settle: SettleInput | undefined): Promise<void> => {
    const settled = settle === undefined ? [] : [settledEntry(settle, await settledTree(workspace, settle))];
    const whole = { ...message, entries: [...message.entries, ...settled] };
    return tell(() => home().signal(messages.leftSignal, toldMessage(rules, whole)));
  };
  let wait: CancellationScope | null = null;
  const timer = async (effect: Timer): Promise<void> => {
    wait?.cancel();
    const scope = new CancellationScope();
    wait = scope;
    try {
      await scope.run(() => wakeUp(workspace, effect));
    } catch {
      return;
    }
    scope.cancel();
    receive({ type: 'timer', at: now(), turn: effect.turn, until: effect.until });
  };

  const show = (entries: MirrorEntry[]): void =>
    void (mirror ??= startMirrorLoop(workspace, writer, rules)).add(entries);

  return {
    carryOut(effects) {
      const entries = effects.flatMap((effect) => (effect.type === 'mirror' ? effect.entries : []));
      const start = effects.find((effect) => effect.type === 'run_stage');
      if (effects.some(({ type }) => type === 'run_stage' || type === 'left')) wait?.cancel();
      if (start !== undefined) void tracked(() => runStage(start.request, entries));
      else if (entries.length > 0) show(entries);
      for (const effect of effects) {
        if (effect.type === 'end_stage') endStage();
        if (effect.type === 'held') void tracked(() => held(effect.message));
        if (effect.type === 'left') void tracked(() => left(effect.message, effect.settle));
        if (effect.type === 'timer') void timer(effect);
      }
    },
    cancelItem(item, issued, at) {
      const { commandId, issuer, reason } = issued;
      const data = { work_item: item && `${item.family}/${item.id}`, issuer, reason, command_id: commandId };
      show([{ kind: 'event', key: `asked:${commandId}`, type: 'cancel_requested', at, data }]);
      const args = { ...item, ...issued };
      if (item !== null) void tracked(() => tell(() => home().signal(messages.commandSignal('cancel'), args)));
    },
    isQuiet: () => inFlight === 0 && (mirror?.isQuiet() ?? true),
  };
}

/** The timer rings, or the probe sees that the cause is gone. A probe that fails for good leaves it to the timer. */
async function wakeUp(workspace: string, { until, reason, probe }: Timer): Promise<void> {
  const summary = summaryOf('waits: ', reason);
  const rings = sleep(untilThen(until), { summary });
  if (probe === null) return rings;
  const activities = proxyActivities<StageActivities>({
    taskQueue: taskQueues(workspace).stage,
    startToCloseTimeout: untilThen(until) + PROBE_MARGIN_MS,
    heartbeatTimeout: '30s',
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: { initialInterval: '1s', maximumInterval: '5s' },
    summary,
  });
  const seen = activities.awaitRunner(probe).catch((error: unknown) => {
    if (isCancellation(error)) throw error;
    return rings;
  });
  return Promise.race([rings, seen]);
}

/** Somebody may complete or fail the activity in our place: it is asked again under the same request, whose journal has the right answer. */
function stageResult(lineage: Lineage, input: StageInput): Promise<StageOutcome> {
  if (lineage.rules >= 11) return toldResult(lineage, input);
  const ask = () => stageProxy(lineage.workspace, input).runStage(input);
  return lineage.rules >= 4 ? insist(ask, rightFor(input), { tries: STAGE_TRIES }) : ask();
}

/** Told short first; whole to a machine where the plan is gone. */
async function toldResult({ workspace, planOf }: Lineage, input: StageInput): Promise<StageOutcome> {
  const ask = (plan: Plan | null): Promise<StageOutcome> => {
    const told = toldStage(input, plan);
    const run = async () => wholeOutcome(await stageProxy(workspace, input).runStage(told));
    return insist(run, rightFor(input), { tries: STAGE_TRIES, isFinal: isUnusable });
  };
  try {
    return await ask(planOf(input.request.planDigest));
  } catch (error) {
    if (!isUnusable(error)) throw error;
    return ask(null);
  }
}

function endResult({ workspace, rules }: Lineage, input: StageInput): Promise<StageOutcome> {
  const told = rules >= 11 ? toldStage(input, null) : input;
  const ask = () => endProxy(workspace, input.request).endStage(told);
  return rules >= 4 ? insist(ask, rightFor(input)) : ask();
}

const rightFor =
  ({ request }: StageInput) =>
  (answer: unknown): answer is StageOutcome =>
    isOutcomeOf(request.requestId, answer);

/** Before the item is told as left: what comes next in its root begins from there. */
function settledTree(workspace: string, input: SettleInput): Promise<SettledTree> {
  const activities = proxyActivities<IoActivities>({
    taskQueue: taskQueues(workspace).io,
    startToCloseTimeout: '1h',
    heartbeatTimeout: '30s',
    retry: { initialInterval: '1s', maximumInterval: '5s' },
    summary: summaryOf('the tree after ', input.item.id),
  });
  return insist(
    () => activities.settleTree(input),
    (answer): answer is SettledTree => isSettledOf(input.run, answer),
  );
}

function settledEntry({ run, root, item }: SettleInput, { run: _run, ...became }: SettledTree): MirrorEntry {
  const data = { run_id: run, work_item: `${item.family}/${item.id}`, root, ...became };
  return { kind: 'event', key: `${run}:tree`, type: 'tree_settled', at: now(), data };
}

/** One proxy per stage, because its timeout and its summary are the stage's own. */
function stageProxy(workspace: string, { request, mirror }: StageInput) {
  const again = request.attempt > 1 ? `, attempt ${request.attempt}` : '';
  const before = outcomeIn(mirror?.entries ?? []);
  return proxyActivities<ToldStageActivities>({
    taskQueue: taskQueues(workspace).stage,
    startToCloseTimeout: `${boundedSeconds(request.timeoutSeconds) + STAGE_MARGIN_SECONDS}s`,
    heartbeatTimeout: '30s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5s' },
    summary: summaryOf(before === '' ? '' : `${before}, then `, `${request.item.id} ${request.node}${again}`),
  });
}

/** Its worker need not serve stages: it starts nothing. */
function endProxy(workspace: string, request: StageRunRequest) {
  return proxyActivities<ToldIoActivities>({
    taskQueue: taskQueues(workspace).io,
    startToCloseTimeout: '2m',
    retry: { initialInterval: '1s', maximumInterval: '5s' },
    summary: summaryOf('end ', `${request.item.id} ${request.node}`),
  });
}

/** The activity itself failed for good: a failure of the stage, with the error as its detail. */
function brokenActivity(request: StageRunRequest, detail: string): StageOutcome {
  return {
    outcome: 'BLOCKED',
    resultClass: 'recoverable_failure',
    failureClass: 'runner_transport_failure',
    origin: 'runner',
    detail,
    retryAt: null,
    requestId: request.requestId,
    usage: null,
    startedAt: now(),
    endedAt: now(),
    emitted: [],
    artifacts: [],
    notes: [detail],
  };
}
