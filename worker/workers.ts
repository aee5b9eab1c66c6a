// The SDK's workers of one workspace: workflows with their stages, and files. Files have a queue of their own, so that stages cannot starve them;
// stages are on the queue of the workflows, where the server hands one back with the answer that asked for it.
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { ActivityInterceptorsFactory, NativeConnectionOptions, WorkerOptions } from '@temporalio/worker';
import { NativeConnection, Worker } from '@temporalio/worker';
import { ioActivities, stageActivities } from '../activities/index.js';
import { taskQueues } from '../core/contracts/activities.js';
import { activitySlots } from './activity-slots.js';
import { olderStagesWait } from './older-stages.js';
import type { WorkspacePlace } from './place.js';
import { gateOf, inPlaces } from './places/gate.js';
import { placesHere } from './places/own.js';
import { refuseResetRuns } from './reset-runs.js';
import { hearWithOthers, installRuntime } from './sdk-runtime.js';
import type { ServerChoice } from './server/choose.js';
import { proxyFor } from './server/proxy.js';
import { sharing, type Used } from './server/shared.js';
import { wholeInputs } from './told-inputs.js';
import { WorkflowWorker } from './workflow-thread.js';

/** Built by `npm run build`; from sources the one of the last build is used. */
export const workflowBundle = (): string => {
  const here = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  return here.includes(`${path.sep}dist${path.sep}`)
    ? here
    : path.join(path.dirname(here), 'dist', 'workflow-bundle.js');
};

/** For whoever is about to serve: what takes longest begins. Gives the function that is called when nothing is served any more. */
export const beginThread = (): (() => Promise<void>) => WorkflowWorker.begin(workflowBundle());

const COMMON: Partial<WorkerOptions> = {
  // A dead worker's sticky queue would hold a workflow task for 10 s otherwise.
  stickyQueueScheduleToStartTimeout: '1s',
  maxCachedWorkflows: 50,
  // Agents outlive us: there is nothing to wait for.
  shutdownGraceTime: 0,
  // A cancel reaches a stage with the reply to a heartbeat.
  maxHeartbeatThrottleInterval: '500ms',
  defaultHeartbeatThrottleInterval: '500ms',
};

/** Each is a request that the server keeps open: one that waits is enough for a queue of its own. Workflows need two, one for the sticky queue. */
const FEW_POLLS: Partial<WorkerOptions> = {
  workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
  activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 1 },
};

export interface RunningWorkers {
  /** Settles when they have stopped; rejects when one of them failed. */
  done: Promise<void>;
  serveStages(): void;
  /** Something was asked for that this process may not have seen: its queues are polled. */
  stir(): void;
  /** Beside other workspaces: nothing happened here for a while. */
  isQuiet(): boolean;
  /** Stops them, and waits until they have stopped. Never rejects. */
  leave(): Promise<void>;
}

/** For the workflow task that learns of the last mirrored change; without it that task would time out, and be repeated ten seconds later. */
const SETTLE_MS = 50;

export interface WantedWorkers {
  client: Client;
  place: WorkspacePlace;
  choice: ServerChoice;
  /** Temporal identity. */
  identity: string;
  /** Host and port at which the SDK serves figures of its own; absent or null = nowhere. */
  sdkMetrics?: string | null | undefined;
  say(line: string): void;
  /** This process serves other workspaces, too. Default false. */
  amongOthers?: boolean;
  /** Beside other workspaces: whether there are turns. While there are, all queues are polled; absent = always. */
  isBusy?: () => boolean;
  /** Around each stage, the first outermost; absent = none. */
  aroundStages?: ActivityInterceptorsFactory[] | undefined;
}

/** The SDK's core reads no variable: the proxy that the client goes through is told to it. */
function through(address: string): Pick<NativeConnectionOptions, 'proxy'> {
  const proxy = proxyFor(address);
  if (proxy === null) return {};
  const basicAuth = proxy.credentials === null ? {} : { basicAuth: proxy.credentials };
  return { proxy: { type: 'http-connect', targetHost: proxy.address, ...basicAuth } };
}

const useConnection = sharing((connection: NativeConnection) => connection.close());

/** The SDK packs each request, which takes longer than all else about one; a server on this machine gains nothing by it. */
const UNPACKED: NativeConnectionOptions = { grpcCompression: { codec: 'none' } };

function connected({ connectionOptions, address, kind }: ServerChoice): Promise<Used<NativeConnection>> {
  const options = { ...connectionOptions, ...through(address), ...(kind === 'embedded' && UNPACKED) };
  return useConnection(JSON.stringify(options), () => NativeConnection.connect(options));
}

/** Where one cannot be made none is left: what a worker of the SDK holds it lets go of when it has run, and only then. */
async function allMade(makes: readonly (() => Promise<Worker>)[]): Promise<Worker[]> {
  const made: Worker[] = [];
  try {
    for (const make of makes) made.push(await make());
    return made;
  } catch (error) {
    const ends = made.map((worker) => worker.run());
    for (const worker of made) worker.shutdown();
    await Promise.allSettled(ends);
    throw error;
  }
}

/** Serves workflows and files at once; stages from `serveStages` on, so that none starts before the budget is known. */
export async function startWorkers(wanted: WantedWorkers): Promise<RunningWorkers> {
  const { client, place, choice, identity, sdkMetrics = null, aroundStages = [], amongOthers = false } = wanted;
  installRuntime(place, sdkMetrics);
  const { it: connection, leave: leaveConnection } = await connected(choice);
  hearWithOthers();
  const queues = taskQueues(place.id);
  const told = wholeInputs(place.dirs);
  const interceptors = { activity: [told, refuseResetRuns(client)] };
  const common = {
    ...COMMON,
    ...(amongOthers && FEW_POLLS),
    connection,
    namespace: choice.namespace,
    identity,
    interceptors,
  };
  // As it is now: each look into the process's own is a call of the system's library, and secrets are looked for in all of it with every text.
  const env = Object.freeze({ ...process.env });
  const activities = stageActivities(place.dirs, env);
  const places = inPlaces(gateOf(place.stateHome, amongOthers ? placesHere() : null), wanted.say);
  const around = { activity: [told, places, ...aroundStages, refuseResetRuns(client)] };
  const slots = activitySlots((amongOthers && wanted.isBusy) || null);
  const bundle = { workflowBundle: { codePath: workflowBundle() }, tuner: slots.stages };
  const ioTuner = slots.io === null ? {} : { tuner: slots.io };
  const io = { ...common, ...ioTuner, taskQueue: queues.io, activities: ioActivities(place.dirs, env) };
  const stages = { ...common, ...bundle, interceptors: around, taskQueue: queues.stage, activities };
  const made = allMade([() => WorkflowWorker.make(stages, slots.stir), () => Worker.create(io)]);
  const workers = await made.catch(async (error: unknown) => {
    await leaveConnection().catch(() => undefined);
    throw error;
  });
  let stopped = false;
  const isStopped = (): boolean => stopped;
  let decide: (serve: boolean) => void = () => undefined;
  const older = new Promise<boolean>((resolve) => (decide = resolve)).then(async (serve) => {
    if (!serve) return;
    slots.open();
    if (!(await olderStagesWait(client, place)) || isStopped()) return;
    const worker = await Worker.create({ ...common, interceptors: around, taskQueue: queues.olderStage, activities });
    workers.push(worker);
    const running = worker.run();
    // Told to stop while it was being made.
    if (isStopped()) worker.shutdown();
    await running;
  });
  const running = [...workers.map((worker) => worker.run()), older];
  const closed = Promise.allSettled(running).then(leaveConnection);
  // What one of them failed with is what is told.
  void closed.catch(() => undefined);
  const done = Promise.all(running).then(() => closed);
  const stop = (): void => {
    stopped = true;
    decide(false);
    slots.close();
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const leave = async (): Promise<void> => {
    await sleep(SETTLE_MS);
    stop();
    await done.catch(() => undefined);
  };
  return { done, serveStages: () => decide(true), stir: slots.stir, isQuiet: slots.isQuiet, leave };
}
