// State of one lineage: the activation that holds a turn, if any, and what happened lately. Carried over continue-as-new.
import type { Plane } from '../contracts/families.js';
import type { EmittedRef, LeashMessage, TurnItem } from '../contracts/turns.js';

export interface Activation {
  turn: number;
  plane: Plane;
  runId: string;
  item: TurnItem;
  planDigest: string;
  node: string;
  /** 1-based number of the stage run that is due, in flight or waited for. */
  stageNumber: number;
  /** 1-based; grows when the same stage runs again because of its environment. */
  attempt: number;
  phase: 'ready' | 'running' | 'waiting';
  /** Id of the request in flight; null unless running. */
  requestId: string | null;
  since: string;
  /** Why it waits, and until when; null unless waiting. */
  wait: { reason: string; until: string } | null;
  /** Waits of the stage that is due for its environment, in a row. */
  environmentTries: number;
  /** Hosts that the stage that is due has lost. */
  lostHosts: number;
  /** How often each bound was spent, by `bound` or `bound:class`. */
  spent: Record<string, number>;
  /** Class of the failure that is being repaired; null after a normal transition. */
  failureClass: string | null;
  lastOutcome: string | null;
  emitted: EmittedRef[];
  leashVersion: number;
  go: boolean;
  grant: number;
  /** Stages that may still start; null = no budget. */
  remaining: number | null;
  /** Orders the changes it asks to show. */
  order: number;
}

export interface ExecutorState {
  schema: 1;
  rules: 1;
  workspace: string;
  lineage: string;
  mode: string;
  /** Turn of the last activation that was taken; older ones are old news. */
  lastTurn: number;
  activation: Activation | null;
  /** A leash that overtook the activation it belongs to. */
  early: LeashMessage | null;
  /** The last ten outcomes, newest first, for the status card. */
  recent: { at: string; item: string; node: string; outcome: string; next: string }[];
}

export function newExecutor(workspace: string, lineage: string): ExecutorState {
  return { schema: 1, rules: 1, workspace, lineage, mode: '', lastTurn: 0, activation: null, early: null, recent: [] };
}
