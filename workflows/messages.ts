// Every message by name. A change of a message's meaning is a new version `v` in its payload, never a new meaning of an old one.
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type {
  Answer,
  BeginArgs,
  ControlArgs,
  DecideArgs,
  EnqueueArgs,
  JudgeArgs,
  ReclaimArgs,
  ReloadArgs,
  WorkflowSettings,
} from '../core/contracts/commands.js';
import type { InterventionEvent, InterventionName } from '../core/engine/workspace/interventions/events.js';
import type {
  ActivateMessage,
  DecidedMessage,
  EndMessage,
  HeldMessage,
  LeashMessage,
  LeftMessage,
} from '../core/contracts/turns.js';
import type { ExecutorEffect, ExecutorEvent } from '../core/engine/lineage/executor-events.js';
import type { ExecutorState } from '../core/engine/lineage/executor-state.js';
import type { CarriedScheduler } from '../core/engine/workspace/carry.js';
import type { SchedulerState } from '../core/engine/workspace/scheduler-state.js';

/** Workflow types. */
export const WORKSPACE = 'workspace';
export const LINEAGE = 'lineage';

// Commands to a workspace. As updates they answer; as signals they serve whoever has only the Temporal CLI or Web UI.
export const enqueueUpdate = defineUpdate<Answer, [EnqueueArgs]>('enqueue');
export const beginUpdate = defineUpdate<Answer, [BeginArgs]>('begin');
export const reloadUpdate = defineUpdate<Answer, [ReloadArgs]>('reload');
export const judgeUpdate = defineUpdate<Answer, [JudgeArgs]>('judge');
export const pauseUpdate = defineUpdate<Answer, [ControlArgs]>('pause');
export const resumeUpdate = defineUpdate<Answer, [ControlArgs]>('resume');
export const stopUpdate = defineUpdate<Answer, [ControlArgs]>('stop');
export const reclaimUpdate = defineUpdate<Answer, [ReclaimArgs]>('reclaim');
export const approveUpdate = defineUpdate<Answer, [DecideArgs]>('approve');
export const denyUpdate = defineUpdate<Answer, [DecideArgs]>('deny');
export const enqueueSignal = defineSignal<[EnqueueArgs]>('enqueue');
export const pauseSignal = defineSignal<[Partial<ControlArgs>?]>('pause');
export const resumeSignal = defineSignal<[Partial<ControlArgs>?]>('resume');
export const stopSignal = defineSignal<[Partial<ControlArgs>?]>('stop');
export const approveSignal = defineSignal<[Partial<DecideArgs>?]>('approve');
export const denySignal = defineSignal<[Partial<DecideArgs>?]>('deny');

/** A command about items under one name, as update and as signal. */
const intervention = (name: InterventionName) => ({
  update: defineUpdate<Answer, [InterventionEvent['args']]>(name),
  signal: defineSignal<[Partial<ControlArgs>?]>(name),
});
export const interventions: Record<InterventionName, ReturnType<typeof intervention>> = {
  cancel: intervention('cancel'),
  requeue: intervention('requeue'),
  retry_active: intervention('retry_active'),
  supersede: intervention('supersede'),
  retarget: intervention('retarget'),
  resolve_incident: intervention('resolve_incident'),
  clear_stale_state: intervention('clear_stale_state'),
};

// Between a workspace and its lineages.
export const activateSignal = defineSignal<[ActivateMessage]>('activate');
export const leashSignal = defineSignal<[LeashMessage]>('leash');
export const decidedSignal = defineSignal<[DecidedMessage]>('decided');
export const endSignal = defineSignal<[EndMessage]>('end');
export const heldSignal = defineSignal<[HeldMessage]>('held');
export const leftSignal = defineSignal<[LeftMessage]>('left');

export const workspaceStateQuery = defineQuery<SchedulerState>('state');
/** The same, small enough for a reply also when the queue is long. */
export const carriedStateQuery = defineQuery<CarriedScheduler>('carried');
export const lineageStateQuery = defineQuery<ExecutorState>('state');

export interface WorkspaceInput {
  v: 1;
  workspace: string;
  settings: WorkflowSettings;
  /** Revision of the reducer at the first start; later runs carry theirs. */
  rules: number;
  /** State of the run before, or taken up from the files; null at the first start. */
  carried: CarriedScheduler | null;
  /** Lineages that were started, newest last. */
  lineages: string[];
}

export interface LineageInput {
  v: 1;
  workspace: string;
  lineage: string;
  settings: WorkflowSettings;
  /** Revision of the reducer at the first start; later runs carry theirs. */
  rules: number;
  carried: ExecutorState | null;
  /** Decided by the run before and still to be carried out. */
  effects: ExecutorEffect[];
  /** Received and not yet handled. */
  inbox: ExecutorEvent[];
}
