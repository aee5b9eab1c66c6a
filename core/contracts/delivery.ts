// What the workspace asks when a judged root is to be delivered, and what it is told: the branch landed, stays, waits for a person, or needs a
// merger first.
import type { EmittedRef } from './turns.js';

export interface DeliverInput {
  workspace: string;
  root: string;
  /** Of the root spec; what a merger is given belongs to it. */
  sha256: string;
  /** Counts from 1: each delivery that is asked for, whatever came of it. A repeat under the same number gives the same answer. */
  attempt: number;
  /** Rounds of merging that the root had so far. */
  rounds: number;
  /** Of them, as the plan allows; with so many used up no further work is made. */
  limit: number;
}

/** `why` and `todo` are sentences for people. */
export type DeliveryAnswer =
  /** The base of its branch has the work: a commit of that branch whose checks passed. */
  | { kind: 'landed'; branch: string; into: string; commit: string; how: 'forward' | 'merge' }
  /** People had taken it before. */
  | { kind: 'taken'; branch: string; into: string; commit: string; how: 'merged' | 'squashed' }
  /** There is nothing to deliver: no tree, or a branch without a commit of its own. */
  | { kind: 'nothing' }
  /** Branches stay for a person here. */
  | { kind: 'stays'; branch: string }
  /** Something is in the way that a person has to look at; nothing was changed. */
  | { kind: 'waits'; branch: string; why: string; todo: string }
  /** A conflict or a failing check: `emitted` is the item for a merger, its document stored; empty = the rounds are used up. */
  | { kind: 'work'; branch: string; why: string; todo: string; emitted: EmittedRef[] };

/** How far the delivery of a root has come. */
export interface DeliveryView {
  /** Deliveries that were asked for. */
  attempts: number;
  /** Rounds of merging that it had. */
  rounds: number;
  /** Number of the change with which it passed, which is its place among those that passed; absent = it has to be judged first. */
  passed?: number;
  /** The last one has not been answered. */
  asked?: true;
}
