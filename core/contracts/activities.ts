// What workflows ask of the world. Workflows know these shapes only; `activities` implements them.
import type { DeliverInput, DeliveryAnswer } from './delivery.js';
import type { FailureName } from './failures.js';
import type { MirrorBatch } from './mirror.js';
import type { Plan } from './plan.js';
import type { StageOutcome, StageRunRequest } from './stage.js';
import type { SettledTree, SettleInput } from './trees.js';

export interface StageInput {
  request: StageRunRequest;
  /** Shown before the stage starts; null when there is nothing to show. */
  mirror: MirrorBatch | null;
}

export interface AwaitRunnerInput {
  /** The stage that is due again. */
  request: StageRunRequest;
  failureClass: FailureName;
  /** When its environment failed, ISO 8601. */
  since: string;
}

/** On the queue of the workflows; see `taskQueues`. */
export interface StageActivities {
  runStage(input: StageInput): Promise<StageOutcome>;
  /** Resolves when the cause of an environment failure is seen to be gone; else it goes on until it is cancelled. */
  awaitRunner(input: AwaitRunnerInput): Promise<void>;
  /** Brings the branch of a root that passed to its base, or says why not. A repeat under the same attempt gets the first answer. */
  deliverRoot(input: DeliverInput): Promise<DeliveryAnswer>;
}

/** Type of the failure of `loadPlan` that no retry mends. */
export const PLAN_UNUSABLE = 'PlanUnusable';

/** On the queue `:io`, so that stages that fill every slot cannot keep the mirror waiting. */
export interface IoActivities {
  mirror(batch: MirrorBatch): Promise<void>;
  /** Fails for good, with the type `PLAN_UNUSABLE`, when the stored plan is missing or damaged. */
  loadPlan(digest: string): Promise<Plan>;
  /** Ends the agent of a stage whose activity is over without having done so, and tells what it left. Starts none. */
  endStage(input: StageInput): Promise<StageOutcome>;
  /** What a run left in its tree becomes a commit, or is kept. A repeat gets the first answer. */
  settleTree(input: SettleInput): Promise<SettledTree>;
  /** Which of these tasks are done, by the index on disk. */
  findDone(ids: string[], family?: string): Promise<string[]>;
}

/**
 * Task queues of a workspace. Stages share that of the workflows, which lets the server start one with the workflow task that asks for it;
 * `olderStage`: where builds before had them, and a stage that one of them asked for may still wait.
 */
export const taskQueues = (workspace: string) => ({
  workflow: `millrace:${workspace}:workflow`,
  stage: `millrace:${workspace}:workflow`,
  olderStage: `millrace:${workspace}:stage`,
  io: `millrace:${workspace}:io`,
});
