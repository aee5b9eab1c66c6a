// One activation: everything a lineage needs to go on with it. It is mirrored whole with every stage that starts, so that
// the files suffice to go on from there when the server lost its data.
import type { FailureName } from './failures.js';
import type { PlayedBy, RunnerLimit } from './fallback.js';
import type { Grant } from './approvals.js';
import type { Plane } from './families.js';
import type { Prices } from './money.js';
import type { SpendLimits, Spent } from './spending.js';
import type { EndState } from './interventions.js';
import type { FaultOfForm } from './stage.js';
import type { ReadPhase, StagePhase } from './stage-phase.js';
import type { Story } from './story.js';
import type { StageTree } from './trees.js';
import type { Approver, ClosedRunner, EmittedRef, RunnerWait, TurnItem } from './turns.js';

/** All but the phase. */
export interface ActivationFacts {
  turn: number;
  plane: Plane;
  runId: string;
  item: TurnItem;
  planDigest: string;
  /** The root is judged; `round`: gaps found before, plus 1. */
  closure?: { round: number };
  node: string;
  /** 1-based number of the stage run that is due, in flight or waited for. */
  stageNumber: number;
  /** 1-based; grows when the same stage runs again: because of its environment, or for its one second chance of form. */
  attempt: number;
  since: string;
  /** What was granted to this activation so far, oldest first; absent = nothing. */
  granted?: Grant[];
  /** Waits of the stage that is due for its environment, in a row. */
  environmentTries: number;
  /** Hosts that the stage that is due has lost. */
  lostHosts: number;
  /** The stage that is due was asked once more, as the one request with a fault of form ended; absent = it was not. */
  form?: FaultOfForm;
  /** How often each bound was spent, by `bound` or `bound:class`. */
  spent: Record<string, number>;
  /** Class of the failure that is being repaired; null after a normal transition. */
  failureClass: FailureName | null;
  lastOutcome: string | null;
  /** The tree of its root that its stages ran in; absent = none did. */
  tree?: StageTree;
  emitted: EmittedRef[];
  /** Learning requests that its results made; absent = none. */
  learned?: EmittedRef[];
  /** Node at which its item asked to begin, where it did begin there; absent = elsewhere. */
  start?: string;
  /** Whose signed answers count; absent = any answer does. */
  approvers?: Approver[];
  leashVersion: number;
  go: boolean;
  grant: number;
  /** Stages that may still start; null = no budget. */
  remaining: number | null;
  /** Stages that it has started under its grant; absent when it began before rules 5. */
  started?: number;
  /** As its leash says: what other turns try. Absent = none. */
  closed?: ClosedRunner[];
  /** What it said last of the runner that it waits for; absent = nothing yet. */
  runner?: RunnerWait;
  /** Limits of runners that it knows of; absent = none, and before rules 10. */
  limited?: RunnerLimit[];
  /** Who plays the attempt that is due, once that is settled; absent = it is not, or nobody stands in for its runner. */
  by?: PlayedBy;
  /** Tokens that its stages have spent; absent = none. */
  usage?: Spent;
  /** What they cost, in millionths of the currency; absent = nothing, or nobody said what models cost. */
  money?: Spent;
  /** As its leash says: what models cost. */
  prices?: Prices;
  /** How far it may go; absent = spending is not governed. */
  limits?: SpendLimits;
  /** Class of the first failure since a stage that repaired nothing ended well; absent = there was none. */
  firstFailure?: FailureName;
  /** What failed before, and what persons said; absent = nothing did, and before rules 6. */
  story?: Story;
  /** How another item broke off just before: the same message again is a broken environment. Absent = none did. */
  suspect?: string;
  /** How its last stage broke off; absent = it did not. */
  brokeOff?: string;
  /** The message that it waited for as a broken environment; and the same when it got over it. */
  waitedFor?: string;
  recovered?: string;
  /** Orders the changes it asks to show. */
  order: number;
  /** An operator ended it, and its stage is being ended. */
  ending?: { to: EndState; issuer: string; reason: string };
}

/** Only `enter` of the lineage's machine changes the phase, all of it at once. */
export type Activation = ActivationFacts & StagePhase;

/** As it may come from a file or from an earlier run: `wholeActivation` makes one of ours of it. */
export type ReadActivation = ActivationFacts & ReadPhase;

/** The activation that holds a turn, as the mirror keeps it. */
export interface ShownActivation {
  /** Shape of the state that it is part of: of the executor. Absent before rules 5. */
  schema?: number;
  lineage: string;
  activation: Activation;
}

/** No stage of it has run. */
export const isUntouched = ({ stageNumber, attempt }: Pick<ActivationFacts, 'stageNumber' | 'attempt'>): boolean =>
  stageNumber === 1 && attempt === 1;

/** What it spent so far, in tokens. */
export const tokensOf = ({ usage }: Pick<ActivationFacts, 'usage'>): number => usage?.at(-1)?.[1] ?? 0;

/** The same in money. */
export const moneyOf = ({ money }: Pick<ActivationFacts, 'money'>): number => money?.at(-1)?.[1] ?? 0;
