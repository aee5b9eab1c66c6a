// Changes that workflows ask to be shown as files. Each carries an order; the mirror drops what is older than what it shows.
import type { DeliveryView } from './delivery.js';
import type { Operator } from './operators.js';
import type { Approval } from './approvals.js';
import type { ShownActivation } from './activation.js';
import type { Decision } from './audit.js';
import type { FailureName } from './failures.js';
import type { ItemState, Plane } from './families.js';
import type { EndState, Intervention } from './interventions.js';
import type { StageCost } from './money.js';
import type { RequeueView, UsageView } from './spending.js';
import type { TokenUsage } from './stage.js';
import type { Story } from './story.js';
import type { Lane } from './turns.js';

/** [turn, number]: compared left to right; grows with every change of the same thing. */
export type Order = [number, number];

export type MirrorEntry =
  /**
   * The document of an item is in the folder of this state, and in no other. `generation`: how deep it lies below its
   * root; `replaces`: key of the blocked item that it stands for. Both are told once, at admission, when there is any.
   * `replacedBy`: id of the item that a superseded one waits for to count as done.
   */
  | {
      kind: 'place';
      order: Order;
      family: string;
      id: string;
      state: ItemState;
      sha256: string;
      generation?: number;
      replaces?: string;
      replacedBy?: string;
      /** What its next activation is to know; absent = as it was told before. */
      story?: Story;
    }
  /** A text written by the runtime itself (an incident), stored under its sha256 before anything refers to it. */
  | TextEntry
  /** A dropped or emitted file that was refused: renamed to `.invalid` with its reason. */
  | { kind: 'quarantine'; family: string; id: string; sha256: string; reason: string }
  /** One line of `logs/runtime_events.jsonl`. `key` makes a repeat harmless. */
  | { kind: 'event'; key: string; type: string; at: string; data: Record<string, unknown> }
  /** One line of `state/usage_governance_ledger.jsonl`: what a stage spent. `key`: of its request. */
  | { kind: 'usage'; key: string; at: string; value: LedgerEntry }
  /** The workspace's part of the snapshot. */
  | { kind: 'workspace'; order: Order; value: WorkspaceSection }
  /** The activation of a turn, whole; null = the turn is over. The first number of its order is the turn that it is of. */
  | { kind: 'run'; order: Order; value: ShownActivation | null }
  /** The one line of `state/<plane>_status.md`, without `### `. */
  | { kind: 'marker'; order: Order; plane: Plane; marker: string }
  /** A closure target: `arbiter/targets/<root>.json`, and the root spec as it is judged. */
  | { kind: 'target'; order: Order; value: TargetView }
  /** An approval: `approvals/pending/<id>.json`, or `approvals/resolved/<id>.json` for good. */
  | { kind: 'approval'; workspace: string; value: Approval }
  /** Why an item is blocked: `diagnostics/blocked/<family>-<id>.json`. `amends`: what the file says of run and failure stays. */
  | { kind: 'blocked'; family: string; id: string; value: BlockedDiagnostics; amends?: true }
  /** A line of `interventions.jsonl` in the folder of the state that the item is in now. `key` makes a repeat harmless. */
  | { kind: 'intervention'; key: string; family: string; id: string; value: Intervention }
  /** A line of the audit in our state folder. The workspace alone tells it. */
  | { kind: 'decision'; value: Decision };

export interface TextEntry {
  kind: 'text';
  sha256: string;
  text: string;
}

export interface LedgerEntry {
  runId: string;
  plane: Plane;
  /** Stage kind. */
  stage: string;
  node: string;
  family: string;
  id: string;
  lineage: string;
  /** Null = the runner's own choice. */
  model: string | null;
  /** Number of the session: of workers that began. */
  session: number;
  completedAt: string;
  usage: TokenUsage;
  /** Null = its model has no price; absent = nobody said what models cost. */
  cost?: StageCost | null;
}

/** `closed` and `withdrawn` are for good; a target is withdrawn with its root spec. */
export interface TargetView {
  root: string;
  sha256: string;
  openedAt: string;
  closedAt: string | null;
  state: 'open' | 'delivering' | 'parked' | 'closed' | 'withdrawn';
  reason: string | null;
  /** Gaps that were found so far. */
  rounds: number;
  /** An item of the lineage was done since the last verdict. */
  worked: boolean;
  /** What the next judgement is to know; absent = nothing. */
  story?: Story;
  /** Absent = it never passed, or roots are not delivered here. */
  delivery?: DeliveryView;
}

export interface MirrorBatch {
  /** Workflow id of the writer. */
  writer: string;
  entries: MirrorEntry[];
}

/**
 * What the workspace is doing. `asking`: the stage that is due waits for a person. `spent`: the stage budget is used up.
 * `stopped`: told to stop, nothing in flight.
 */
export type Phase = 'idle' | 'running' | 'asking' | 'paused' | 'spent' | 'stopped';

/** A turn as the snapshot shows it. */
export interface TurnView {
  turn: number;
  /** Null while it asks a person and others run in its lane. */
  lane: Lane | null;
  family: string;
  id: string;
  runId: string;
  root: string;
  /** `held`: it stands still; absent in sections that knew one turn at a time. */
  state?: 'running' | 'waiting' | 'asking' | 'held' | 'ending';
  /** An operator ended it, and its agent is being ended. */
  ending?: EndState;
}

export interface WorkspaceSection {
  /** Shape of the state that it is made from: of the scheduler. Absent before rules 5: then it shows one turn at a time. */
  schema?: number;
  /** Grows with every change of the workspace's state. */
  seq: number;
  /** Revision of the reducer that decides now. */
  rules: number;
  phase: Phase;
  pauseSources: string[];
  /** An operator said stop, and a stage is still in flight. */
  stopping?: true;
  /** Stages that may still start; null = no budget. */
  allowance: number | null;
  planId: string | null;
  planDigest: string | null;
  mode: string | null;
  turn: number;
  /** `ending`: an operator ended it, and its agent is being ended. */
  active: { family: string; id: string; runId: string; root: string; ending?: EndState } | null;
  /** All turns, in the order in which they were given; `active` is the first of them that has a lane. Absent before rules 5. */
  turns?: TurnView[];
  /** Foreground lanes. Absent before rules 5. */
  lanes?: number;
  /** Outcome of the last stage of the last turn that had any. */
  lastOutcome: string | null;
  depths: Record<Plane, number>;
  blocked: number;
  /** Roots that wait to be judged, oldest first; `reason`: why one waits for a person. Absent in older snapshots. */
  targets?: { root: string; state: 'open' | 'delivering' | 'parked'; reason: string | null }[];
  /** How spending stands; absent = it is not governed. */
  usage?: UsageView;
  /** Who may decide; absent = nobody is named, and before rules 8. */
  operators?: OperatorsView;
  /** First in line, in the order of claims; at most 20. Absent in older snapshots. */
  next?: { family: string; id: string }[];
  /**
   * Items that cannot be claimed now, and why; at most 20. `never`: waiting alone does not help; `on`: id of the task of which;
   * `unknown`: id of a task that nobody knows yet; `unclaimed`: the active plan has no way for its family (absent before rules 6).
   */
  waiting: {
    family: string;
    id: string;
    reason: string;
    never?: boolean;
    on?: string;
    unknown?: string;
    unclaimed?: true;
  }[];
  /** Why nothing will ever happen by itself though work is left; at most 20. Absent = something may. */
  stuck?: StuckView[];
  updatedAt: string;
}

/** `differs`: the configuration names others, which changes nothing. `refused`: how many commands were, and the last of them. */
export interface OperatorsView {
  required: boolean;
  windowSeconds: number;
  named: Operator[];
  differs?: true;
  refused?: { count: number; command: string; why: string; at: string };
}

/**
 * `waiting`: for tasks; `blocked`; `unclaimed`: the active plan has no way for its family; `root`: its work is done, and the
 * active plan judges no roots.
 */
export interface StuckView {
  what: 'waiting' | 'blocked' | 'unclaimed' | 'root';
  family: string;
  id: string;
  reason: string;
}

/** What people and scripts see of the activation that holds the turn. */
export interface RunSection {
  runId: string;
  turn: number;
  lineage: string;
  family: string;
  id: string;
  plane: Plane;
  node: string;
  stageNumber: number;
  attempt: number;
  requestId: string;
  state: 'running' | 'held' | 'waiting' | 'asking';
  /** Start of the stage, or of the wait. */
  since: string;
  /** Class and reason of what it waits for, and until when at the latest. */
  waitsClass: string | null;
  waitsFor: string | null;
  waitsUntil: string | null;
  counters: Record<string, number>;
  lastOutcome: string | null;
}

/** A workflow whose code fails at every try: an entry of `state/worker_troubles.json`. */
export interface WorkerTrouble {
  workflow: string;
  /** The activity that does not come to an end; absent = the code of the workflow itself fails. */
  activity?: string;
  /** Somebody paused the activity. */
  paused?: true;
  /** Tries so far. */
  attempt: number;
  cause: string;
  /** When it was first seen, ISO 8601. */
  since: string;
}

export interface BlockedDiagnostics {
  runId: string;
  node: string;
  outcome: string;
  failureClass: FailureName;
  reason: string;
  needsYou: boolean;
  root: string;
  at: string;
  /** What a person can do. */
  remedy: string;
  /** When it is queued again by itself; absent = it is not. */
  requeue?: RequeueView;
}
