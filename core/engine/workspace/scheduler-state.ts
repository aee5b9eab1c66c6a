// State of one workspace: every live item, whose turn it is, and what an operator has said. Carried over continue-as-new.
import type { Approval } from '../../contracts/approvals.js';
import type { Answer } from '../../contracts/commands.js';
import type { DeliverInput, DeliveryView } from '../../contracts/delivery.js';
import type { Prices } from '../../contracts/money.js';
import type { Home, Plane } from '../../contracts/families.js';
import type { Ending } from './interventions/ending.js';
import type { Story } from '../../contracts/story.js';
import type { ClosedRunner, Lane, RunnerWait, TurnItem } from '../../contracts/turns.js';
import type { AutoRequeueState } from './auto-requeue/state.js';
import type { Operators } from './operators/state.js';
import type { UsageState } from './usage/state.js';

interface ItemFacts {
  family: string;
  id: string;
  root: string;
  createdAt: string;
  sha256: string;
  generation: number;
  /** Ids of tasks that are not done yet. */
  waitsFor: string[];
  /** Key of the blocked item that it stands for, or helps to. */
  replaces?: string;
  /** Node at which it asks to begin; absent = at the entry of its family, and before rules 7. */
  start?: string;
  /** What its next activation is to know; absent = nothing, and before rules 6. */
  story?: Story;
}

export type LiveItem = ItemFacts & { state: 'queued' | 'active'; reason: null };
/** `reason`: null when it was too long to be carried; its file says it. */
export type BlockedItem = ItemFacts & { state: 'blocked'; reason: string | null };

/** An item of the state. Finished ones leave it; their files in the mirror are the index. */
export type Item = LiveItem | BlockedItem;

/** How an item stands, as that part of it. Only what is blocked has a reason. */
export const standing = (
  state: Item['state'],
  reason: string | null,
): Pick<LiveItem, 'state' | 'reason'> | Pick<BlockedItem, 'state' | 'reason'> =>
  state === 'blocked' ? { state, reason } : { state, reason: null };

export interface Turn {
  number: number;
  /** Null while it asks a person: others run in its lane, and its root stays taken. */
  lane: Lane | null;
  /** Stages of the budget that it may start under the grant of now, and has started as far as it said; absent = no budget. */
  allotted?: number;
  started?: number;
  /** What it was told that others try; absent = nothing. */
  closed?: ClosedRunner[];
  /** What it said last of the runner that it waits for; absent = nothing. */
  runner?: RunnerWait;
  /** A person granted what it asked for while it had no lane: it goes on in the next one. */
  granted?: true;
  /** The root is judged, and `item` is its spec. */
  judges?: true;
  plane: Plane;
  item: TurnItem;
  runId: string;
  /** Leash version that the lineage said it stands still under; 0 = it did not. */
  heldUnder: number;
  /** Of what its activation spent, so many tokens are counted. */
  tokens?: number;
  /** The same in money; absent = nothing, and before rules 8. */
  money?: number;
  /** Money that its activation may have spent when it stands still; absent = no rule asks for that, and before rules 8. */
  lent?: number;
  /** It stands still because it may spend no more. */
  usedUp?: boolean;
  /** Number of the last change of keys before it was given: its lineage takes approvals signed by keys from before. Absent = any. */
  keyed?: number;
  /** An operator ended it, and its lineage was told. */
  ending?: Ending;
}

interface TargetFacts {
  root: string;
  /** Of the root spec as it was when the target opened: what is judged. */
  sha256: string;
  openedAt: string;
  /** Gaps that were found so far. */
  rounds: number;
  /** An item of the lineage was done since the last verdict. */
  worked: boolean;
  /** What the next judgement is to know; absent = nothing, and before rules 6. */
  story?: Story;
  /** Absent = it never passed, or roots are not delivered here. */
  delivery?: DeliveryView;
}

/**
 * A root that has to be judged before it closes. `delivering`: it passed, and its work is brought to where people take it from; `parked`: waits for a
 * person, or for work of its lineage; `reason`: why.
 */
export type Target = TargetFacts &
  ({ state: 'open' | 'delivering'; reason: null } | { state: 'parked'; reason: string });

/** What has to be found at once however many items there are. */
export interface ItemIndex {
  /** Keys of queued items that wait for nothing, in claim order, by `plane/root`. */
  ready: Record<string, string[]>;
  /** Keys of the blocked items. */
  blocked: string[];
  /** How many are queued: by family, and by root without those of the learning plane. */
  families: Record<string, number>;
  roots: Record<string, number>;
  /** Keys of items that waited for a task when they got in line, by its id. */
  waiters: Record<string, string[]>;
}

export type MarkerAfter = 'IDLE' | 'BLOCKED';

/** What is known of the plan that new activations run on. */
export interface ActivePlan {
  id: string;
  digest: string;
  mode: string;
  /** Those it has an entry for; absent = it was not said, then all may be claimed. */
  families?: string[];
  /** It can judge roots. */
  closes?: boolean;
  /** It has a learning graph. */
  learns?: boolean;
  /** Rounds of merging that it allows a root; absent = roots are not delivered. */
  delivers?: number;
}

export interface SchedulerState {
  /** Shape of this state. */
  schema: 6;
  /** Revision of the reducer. */
  rules: number;
  /** The revision that its next run will have. */
  nextRules: number;
  workspace: string;
  /** Grows with every event that changed something. */
  seq: number;
  plan: ActivePlan | null;
  /** Open closure targets, oldest first. */
  targets: Target[];
  /** The delivery in flight; absent = none, and before rules 10. */
  delivery?: DeliverInput;
  /** Where families belong that do not ship; by family, as plans brought them. */
  homes: Record<string, Home>;
  /** By `family/id`. */
  items: Record<string, Item>;
  /** Keys of queued items that wait for nothing, in claim order. */
  ready: Record<Plane, string[]>;
  /** Keys of queued items that wait for other tasks, in claim order. */
  waiting: string[];
  /** Of the items; like the queues, built from them and not carried. */
  index: ItemIndex;
  /**
   * Ids of recently finished items, oldest first, at most `FINISHED_KEPT`. `done`: whoever waited for it may go on; `as`:
   * how it ended, if not done; `by`: id of the item that took its place, and that whoever waits for it waits for now.
   */
  finished: { key: string; sha256: string; done: boolean; as?: 'superseded' | 'cancelled'; by?: string }[];
  lastTurn: number;
  /** In the order in which they were given. */
  turns: Turn[];
  /** Turns that may hold a foreground lane at a time, at least 1 and at most `LIMITS.lanes`; counts from revision 5 on. */
  lanes: number;
  /** How the last turn of each plane ended, and so what its status file says until the next one. */
  markers: Partial<Record<Plane, { turn: number; marker: MarkerAfter }>>;
  /** Outcome of the last stage of the last turn that had any. */
  lastOutcome: string | null;
  /** What persons were asked, oldest first: all that is open, and at most `APPROVALS_KEPT` that are decided. */
  approvals: Approval[];
  pauses: string[];
  /** An operator said stop, and no worker has begun since. */
  stopping: boolean;
  leashVersion: number;
  grant: number;
  allowance: number | null;
  /** Ids of the newest lessons that were taken in, oldest first, their digits alone, in one text; absent = none. */
  learned?: string;
  /** Absent = nothing was spent, and nothing is governed. */
  usage?: UsageState;
  /** Who may decide; absent = nobody is named, and before rules 8. */
  operators?: Operators;
  /** What models cost, as the last worker said; absent = nobody did, and before rules 8. */
  prices?: Prices;
  /** How the runner broke off in the last turns, and the items that were blocked by it; absent = it did not. */
  broken?: { message: string; keys: string[] };
  /** Absent = nothing is queued again by itself. */
  requeue?: AutoRequeueState;
  /** Answers of the last commands, oldest first, at most `ANSWERS_KEPT`: a repeated command gets its first answer. */
  answers: { id: string; answer: Answer }[];
}

export const FINISHED_KEPT = 2000;
export const ANSWERS_KEPT = 200;
export const APPROVALS_KEPT = 50;

export const itemKey = (family: string, id: string): string => `${family}/${id}`;

export const newIndex = (): ItemIndex => ({ ready: {}, blocked: [], families: {}, roots: {}, waiters: {} });

/** `lanes`: foreground lanes, as the state has them. */
export function newScheduler(workspace: string, rules: number, lanes = 1): SchedulerState {
  return {
    schema: 6,
    rules,
    nextRules: rules,
    workspace,
    seq: 0,
    plan: null,
    homes: {},
    targets: [],
    items: {},
    ready: { planning: [], execution: [], learning: [] },
    waiting: [],
    index: newIndex(),
    finished: [],
    lastTurn: 0,
    turns: [],
    lanes,
    markers: {},
    lastOutcome: null,
    approvals: [],
    pauses: [],
    stopping: false,
    leashVersion: 1,
    grant: 0,
    allowance: null,
    answers: [],
  };
}
