// What the two state machines say to each other. Turn and leash numbers only grow; an older message changes nothing.
import type { ApprovalState, Asked } from './approvals.js';
import type { DecideArgs } from './commands.js';
import type { DocumentRef } from './documents.js';
import type { Plane } from './families.js';
import type { RunnerLimit } from './fallback.js';
import type { Prices } from './money.js';
import type { EndState } from './interventions.js';
import type { MirrorEntry, TextEntry } from './mirror.js';
import type { Operator } from './operators.js';
import type { Permission } from './plan.js';
import type { SpendLimits, Spent } from './spending.js';
import type { Story } from './story.js';

/** Where the stages of a turn run. */
export type Lane = 'foreground' | 'learning';

/** The item as its lineage needs it. `generation` counts hand-offs and child specs above it. */
export interface TurnItem {
  family: string;
  id: string;
  root: string;
  sha256: string;
  generation: number;
}

/** What the holder of a turn may do next. */
export interface Leash {
  version: number;
  /** False while the workspace is paused or leaving: finish the stage in flight, start no other. */
  go: boolean;
  /** Grows with every new stage budget. */
  grant: number;
  /** Stages that may still start under this grant, from rules 5 on that the turn may start under it in all; null = no budget. */
  allowance: number | null;
  /** Revision of the reducers that the lineage moves to at its next stage boundary; it never goes back. */
  rules: number;
  /** Absent = spending is not governed. */
  limits?: SpendLimits;
  /** What models cost; absent = nobody said, and before rules 8. */
  prices?: Prices;
  /** What other turns try: no stage that it concerns starts meanwhile. Absent = none. */
  closed?: ClosedRunner[];
  /** Limits of runners that last; absent = none, and before rules 10. */
  limited?: RunnerLimit[];
}

/** A runner that a stage waits for, and why: somebody tries it, and no other stage that it concerns starts. */
export interface ClosedRunner {
  runner: string;
  /** Class of the failure. */
  cause: string;
  /** Only stages of this permission have that cause; absent = all stages of the runner. */
  permission?: Permission;
}

/** What a turn says of the runner that its stage waits for; null = it waits for none any more. */
export interface RunnerWait {
  /** Grows with each saying of a turn. */
  order: number;
  waits: ClosedRunner | null;
}

/** Workspace -> lineage: take this item through its graph. */
export interface ActivateMessage {
  v: 1;
  turn: number;
  plane: Plane;
  item: TurnItem;
  planDigest: string;
  leash: Leash;
  /** The root is judged: no item is active, and `item` is the root spec. */
  closure?: { round: number };
  /** How another item broke off just before (`StageOutcome.brokeOff`); absent = none did. */
  brokeOff?: string;
  /** What the item brings from its activations before; absent = nothing. */
  story?: Story;
  /** Node at which the item asks to begin; absent = at the entry of its family, and before rules 7. */
  start?: string;
  /** Whose signed answers count; absent = any answer of the workspace does, as before rules 8. */
  approvers?: Approver[];
  /** What the workspace shows of this claim: shown before the first agent starts, so that no agent is ahead of the files. */
  entries: MirrorEntry[];
}

/** Workspace -> lineage: pause, go on, or a new budget for the running turn. */
export interface LeashMessage {
  v: 1;
  turn: number;
  leash: Leash;
}

/** Workspace -> lineage: an operator ends the activation of this turn; the stage in flight is ended too. */
export interface EndMessage {
  v: 1;
  turn: number;
  to: EndState;
  issuer: string;
  reason: string;
}

/** Workspace -> lineage: nothing of its root is left, so that its workflow completes; what comes for the root later starts it anew. */
export interface RetireMessage {
  v: 1;
  /** The newest turn that there is. A lineage that was given a newer one since goes on. */
  turn: number;
}

/** With what a lineage completes whose root has nothing left: nobody ended it. */
export interface LineageResult {
  v: 1;
  ended: 'retired';
  /** Its last turn. */
  turn: number;
}

/** Lineage -> workspace: nothing is in flight, and the leash forbids the next stage or a person is asked first. */
export interface HeldMessage {
  v: 1;
  turn: number;
  leashVersion: number;
  grant: number;
  remaining: number | null;
  /** What the activation has spent so far. */
  usage?: Spent;
  /** What that cost; absent = nothing, and before rules 8. */
  money?: Spent;
  /** A limit for the workspace is reached. */
  usedUp?: true;
  /** Absent when nobody is asked. */
  asking?: Asked;
  /** Stages that it has started under this grant. Absent before rules 5, as all that follows. */
  started?: number;
  /** No stage of its activation has run. */
  untouched?: true;
  /** With `leashVersion` 0 this is all that it says: it does not stand still. */
  runner?: RunnerWait;
  /** Limits of runners that its stages ran into or got over; absent = none, and before rules 10. */
  limited?: RunnerLimit[];
  /** Learning requests that its last result made, with their texts; absent = none, and before rules 7. */
  learned?: EmittedRef[];
  texts?: TextEntry[];
}

/** Workspace -> lineage: what became of what it asked for. */
export interface DecidedMessage {
  v: 1;
  turn: number;
  approvalId: string;
  decision: Exclude<ApprovalState, 'pending' | 'cancelled'>;
  /** Empty where nobody decided. */
  issuer: string;
  reason: string;
  /** On which the turn goes on; absent before rules 5. */
  leash?: Leash;
  /** The signed command that decided; absent where no signature was asked for. */
  proof?: DecideArgs;
}

/** An operator whose answers a lineage takes, with the key that signs them. */
export type Approver = Pick<Operator, 'name' | 'key'>;

/** A document that an activation brought, and how deep it lies. */
export interface EmittedRef extends DocumentRef {
  generation: number;
  /** Why it may not be claimed (a limit of the plan), or null. */
  stuck: string | null;
}

/** What an activation had brought and spent when it was shown last, for a lineage that can say nothing any more. */
export interface Brought {
  emitted: EmittedRef[];
  /** Learning requests that its results had made; absent = none. */
  learned?: EmittedRef[];
  /** Absent = nothing, as far as is known. */
  usage?: Spent;
  money?: Spent;
}

/** On a root. `limit`: rounds of remediation that the plan allows. */
export interface Verdict {
  result: 'passed' | 'gap';
  limit: number;
  /** What the Arbiter said of a gap; absent before rules 6, and where it said nothing. */
  words?: string;
}

/** How an activation is over. Only one that judged its root, and could, has a verdict. */
export type HowLeft =
  | { state: 'done'; reason: null; needsYou: false; verdict?: Verdict }
  | { state: 'blocked'; reason: string; needsYou: boolean; verdict?: never }
  /** It was ended before it came to an end of its own. */
  | { state: EndState; reason: null; needsYou: false; verdict?: never };

interface LeftFacts {
  v: 1;
  turn: number;
  family: string;
  id: string;
  /** How its last stage broke off, as `StageOutcome.brokeOff`; absent = it did not. */
  brokeOff?: string;
  /** It had waited because of this message, and got over it. */
  recovered?: string;
  emitted: EmittedRef[];
  /** All learning requests that its results made, told before or not; absent = none. */
  learned?: EmittedRef[];
  grant: number;
  remaining: number | null;
  /** As in `HeldMessage`. */
  started?: number;
  /** What the activation has spent. */
  usage?: Spent;
  money?: Spent;
  /** What the next activation of the item is to know; absent = nothing, and before rules 6. */
  story?: Story;
  /** Outcome of its last stage; null = none has run. Absent before rules 11, when the entries end with its activation. */
  lastOutcome?: string | null;
  /** The lineage's last changes to show; the workspace mirrors them together with its own. */
  entries: MirrorEntry[];
}

/** Lineage -> workspace: the activation is over and the turn is given back. */
export type LeftMessage = LeftFacts & HowLeft;
