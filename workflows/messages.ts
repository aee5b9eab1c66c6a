// Every message by name. A change of a message's meaning is a new version `v` in its payload, never a new meaning of an old one.
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { LASTING } from '../core/contracts/activities.js';
import type { ArgsOf, CommandName } from '../core/contracts/command-table.js';
import type { Answer, WorkflowSettings } from '../core/contracts/commands.js';
import type {
  ActivateMessage,
  DecidedMessage,
  EndMessage,
  HeldMessage,
  LeashMessage,
  LeftMessage,
  RetireMessage,
} from '../core/contracts/turns.js';
import type { ToldMessage } from '../core/contracts/told.js';
import type { ExecutorEffect, ExecutorEvent } from '../core/engine/lineage/executor-events.js';
import type { ExecutorState } from '../core/engine/lineage/executor-state.js';
import type { CarriedScheduler } from '../core/engine/workspace/carry.js';
import type { SchedulerState } from '../core/engine/workspace/scheduler-state.js';

/** Workflow types. */
export const WORKSPACE = 'workspace';
export const LINEAGE = 'lineage';

/** The names of commands are those of the table. */
export const commandUpdate = <N extends CommandName>(name: N) => defineUpdate<Answer, [ArgsOf<N>]>(name);
/** Whoever sends one by hand may leave out anything. */
export const commandSignal = (name: CommandName) => defineSignal<[unknown?]>(name);

// Between a workspace and its lineages.
export const activateSignal = defineSignal<[ToldMessage<ActivateMessage>]>('activate');
export const leashSignal = defineSignal<[LeashMessage]>('leash');
export const decidedSignal = defineSignal<[DecidedMessage]>('decided');
export const endSignal = defineSignal<[EndMessage]>('end');
export const retireSignal = defineSignal<[RetireMessage]>('retire');
/** From the activity of a stage to its lineage: the stage of this request lasts. */
export const lastingSignal = defineSignal<[unknown]>(LASTING);
export const heldSignal = defineSignal<[HeldMessage]>('held');
export const leftSignal = defineSignal<[ToldMessage<LeftMessage>]>('left');

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
  /** Of roots whose lineage has not started; absent = none. */
  titles?: [root: string, title: string][];
}

/** The turn with which a lineage starts. */
export interface ToldActivate {
  type: 'activate';
  at: string;
  message: ToldMessage<ActivateMessage>;
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
  inbox: (ExecutorEvent | ToldActivate)[];
}
