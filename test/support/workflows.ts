// Both workflows as they are built, on a real server and without the product around them: what they ask of the world is the test's own.
import { randomUUID } from 'node:crypto';
import type { PayloadCodec } from '@temporalio/common';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { Context } from '@temporalio/activity';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { type StageActivities, taskQueues, type ToldIoActivities } from '../../core/contracts/activities.js';
import { lineageWorkflowId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import type { NamedPlan, Plan } from '../../core/contracts/plan.js';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import type { ExecutorState } from '../../core/engine/lineage/executor-state.js';
import type { SchedulerState } from '../../core/engine/workspace/scheduler-state.js';
import { planArgs } from '../../core/plan/plan-args.js';
import { wholeEntries } from '../../core/told/entries.js';
import { handedMessage } from '../../core/told/turn.js';
import { wholeStage } from '../../core/told/request.js';
import { openClient } from '../../worker/server/connect.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { workflowBundle } from '../../worker/workers.js';
import { LINEAGE, type LineageInput, WORKSPACE, type WorkspaceInput } from '../../workflows/messages.js';
import { documentRef } from '../pure/world.js';
import { HANG_MS } from './hang.js';

const SETTINGS = { searchAttributes: false, historyEvents: 2000 };
/** Of the states that are started. */
const RULES = 5;

export interface World {
  plan: NamedPlan;
  /** Absent = no stage is ever begun. */
  stages?: StageActivities;
  /** Sees what the workflows send. */
  codec?: PayloadCodec;
  /** What is waited for while something is shown with which a turn was given. */
  showing?: () => Promise<void>;
  /** How many workflows the worker keeps; absent = as many as the SDK does. 0 = each task replays its whole history. */
  cached?: number;
  /** Of the states that are started; default 5. */
  rules?: number;
}

export class Workflows {
  private readonly running: Promise<unknown>;

  private constructor(
    readonly id: string,
    readonly client: Client,
    private readonly world: World,
    private readonly workers: readonly Worker[],
    private readonly disconnect: () => Promise<void>,
  ) {
    this.running = Promise.all(workers.map((worker) => worker.run()));
  }

  static async open(address: string, world: World): Promise<Workflows> {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const id = `test-${randomUUID()}`;
    const choice = { kind: 'external' as const, address, namespace: NAMESPACE, from: 'the test', uiUrl: null };
    const { client, close } = await openClient({ ...choice, connectionOptions: { address } });
    const connection = await NativeConnection.connect({ address });
    const workers = await workersOf(connection, id, world);
    return new Workflows(id, client, world, workers, async () => {
      await connection.close();
      await close();
    });
  }

  workspace = (): WorkflowHandle => this.client.workflow.getHandle(workspaceWorkflowId(this.id));
  lineage = (root: string): WorkflowHandle => this.client.workflow.getHandle(lineageWorkflowId(this.id, root));

  async startLineage(root: string, carried: ExecutorState): Promise<void> {
    const base = { v: 1 as const, workspace: this.id, lineage: root, settings: SETTINGS, rules: RULES };
    const input: LineageInput = { ...base, carried, effects: [], inbox: [] };
    await this.start(LINEAGE, this.lineage(root).workflowId, input);
  }

  /** A workspace with these tasks, `id` and root, and so many lanes. */
  async startWorkspace(lanes: number, tasks: readonly (readonly [id: string, root: string])[]): Promise<void> {
    const base = { v: 1 as const, workspace: this.id, settings: SETTINGS, rules: this.world.rules ?? RULES };
    const input: WorkspaceInput = { ...base, carried: null, lineages: [] };
    await this.start(WORKSPACE, this.workspace().workflowId, input);
    for (let from = 0; from < tasks.length; from += 200) {
      const documents = tasks.slice(from, from + 200).map(([id, root]) => documentRef('task', id, root, []));
      await this.tell('enqueue', { documents });
    }
    const told = { ...planArgs(this.world.plan), lanes, allowance: null, settings: SETTINGS, rules: NEWEST_RULES };
    await this.tell('begin', told);
  }

  private async start(type: string, workflowId: string, input: LineageInput | WorkspaceInput): Promise<void> {
    const taskQueue = taskQueues(this.id).workflow;
    await this.client.workflow.start(type, { workflowId, taskQueue, args: [input] });
  }

  tell(command: string, args: object): Promise<unknown> {
    const issued = { commandId: randomUUID(), issuer: 'tester', reason: 'a test' };
    return this.workspace().executeUpdate(command, { args: [{ ...issued, ...args }] });
  }

  state = (): Promise<SchedulerState> => this.workspace().query('state');

  /** Null while there is no such workflow. */
  stateOf = (root: string): Promise<ExecutorState | null> =>
    this.lineage(root)
      .query<ExecutorState>('state')
      .catch(() => null);

  async close(): Promise<void> {
    for (const worker of this.workers) worker.shutdown();
    await this.running;
    await this.disconnect();
  }
}

async function workersOf(connection: NativeConnection, id: string, world: World): Promise<Worker[]> {
  const { plan, stages, codec, cached } = world;
  const common = { connection, namespace: NAMESPACE, shutdownGraceTime: 0 };
  const queues = taskQueues(id);
  const io: ToldIoActivities = {
    mirror: mirrorOf(world),
    loadPlan: () => Promise.resolve(plan.plan),
    endStage: () => Promise.reject(new Error('no stage of this test is ended')),
    findDone: () => Promise.resolve([]),
    settleTree: () => Promise.reject(new Error('no stage of this test has a tree')),
  };
  const dataConverter = codec === undefined ? {} : { dataConverter: { payloadCodecs: [codec] } };
  const bundle = {
    workflowBundle: { codePath: workflowBundle() },
    ...(cached === undefined ? {} : { maxCachedWorkflows: cached }),
  };
  return [
    await Worker.create({ ...common, ...bundle, ...dataConverter, taskQueue: queues.workflow }),
    await Worker.create({ ...common, taskQueue: queues.io, activities: { ...io } }),
    ...(stages
      ? [await Worker.create({ ...common, taskQueue: queues.stage, activities: bound(stages, plan.plan) })]
      : []),
  ];
}

/** Shows nothing; turns are given as the product gives them. */
const mirrorOf =
  ({ showing }: World): ToldIoActivities['mirror'] =>
  async ({ entries, turns }) => {
    if (turns === undefined) return undefined;
    const { workflow } = Context.current().client;
    for (const turn of turns)
      await workflow.getHandle(turn.to).signal('activate', handedMessage(turn, wholeEntries(entries)));
    await showing?.();
    return { handed: turns.map(({ message }) => message.turn), shown: true };
  };

/** A request may be told short of what its plan says. */
const bound = (stages: StageActivities, plan: Plan): StageActivities & Record<string, unknown> => ({
  runStage: (input) => stages.runStage(wholeStage(input, plan)),
  awaitRunner: (input) => stages.awaitRunner(input),
  deliverRoot: (input) => stages.deliverRoot(input),
});

/** Asks until the answer is one; fails, and says what for, a little before the test would. */
export async function eventually<T>(ask: () => Promise<T | null | undefined | false>, what: string): Promise<T> {
  for (const end = Date.now() + 0.9 * HANG_MS; Date.now() < end;) {
    const found = await ask();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never came: ${what}`);
}
