// How workflows tell activities and each other what is to be shown and run: from rules 11 on short, without what the receiver can make of the
// rest. All of it has words of its own, because engineers read it in Temporal's Web UI.
import type { Plane } from './families.js';
import type { LedgerEntry, MirrorEntry, Order } from './mirror.js';
import type { ShownActivation } from './activation.js';
import type { StageRunRequest } from './stage.js';
import type { ActivateMessage } from './turns.js';

/** Which stage an event is about, as its line in the event log says it. */
export interface StageFacts {
  request_id: string;
  run_id: string;
  plane: Plane;
  node_id: string;
  work_item: string;
  stage: number;
  attempt: number;
}

/** A stage has begun: its activation, the marker of its plane with the next number, and the event. */
export interface Began {
  kind: 'began';
  order: Order;
  value: ShownActivation;
}

/** A stage has ended and was routed: the event of each, and its line in the ledger where it has one. */
export interface Ended {
  kind: 'ended';
  /** When it ended. */
  at: string;
  stage: StageFacts & Record<string, unknown>;
  /** What both events say. */
  said: Record<string, unknown>;
  /** What the second says beyond that. */
  routed: Record<string, unknown>;
  /** Without what `stage` says and, where it is `at`, when it was completed. Its `at` is that of the line. */
  used?: { at: string } & Partial<LedgerEntry>;
}

export type ToldEntry = MirrorEntry | Began | Ended;

/** A message with its entries told short. */
export type ToldMessage<M> = M extends unknown ? Omit<M, 'entries'> & { entries: ToldEntry[] } : never;

/** A turn that is given with what is shown of it. */
export interface ToldTurn {
  /** Workflow id of the lineage. */
  to: string;
  /** Without entries where they are those of the batch that travel. */
  message: Omit<ToldMessage<ActivateMessage>, 'entries'> & { entries?: ToldEntry[] };
}

export interface ToldBatch {
  /** Workflow id of the writer. */
  writer: string;
  entries: ToldEntry[];
  /** Given first, before anything of the batch is shown; absent = none. */
  turns?: ToldTurn[];
}

/** Of a batch with turns. `handed`: turns whose lineages took them; where not all of it is `shown`, it is asked for again. */
export interface HandedOver {
  handed: number[];
  shown: boolean;
}

/** Without what its plan says of its node, and without what the entry says with which it begins. Whole where it has a `schema`. */
export type ToldRequest = Pick<StageRunRequest, 'requestId' | 'node' | 'planDigest'> & Partial<StageRunRequest>;

export interface ToldStage {
  request: ToldRequest;
  /** Shown before the stage starts; null when there is nothing to show. */
  mirror: ToldBatch | null;
}
