// Commands to a workspace and their answers. Each is an update and, under the same name, a plain signal.
import type { DocumentRef } from './documents.js';
import type { Home } from './families.js';
import type { KeyChange, OperatorsSeed, Right } from './operators.js';
import type { SpendArgs } from './spending.js';
import type { Brought } from './turns.js';

/** Issuer of the commands that a worker gives about itself. */
export const WORKER_ISSUER = 'worker';

/** Type of the failure with which a command is refused that has not the signature it needs. */
export const NOT_ALLOWED = 'NotAllowed';

/** Who asks, why, and under which id: a repeat of an id gets the first answer again and changes nothing. */
export interface Issued {
  commandId: string;
  issuer: string;
  reason: string;
  /** Where operators have keys. */
  signed?: Signed;
}

/** An operator's signature over a command: its name and arguments, the workspace and the time. */
export interface Signed {
  /** Name of the operator. */
  operator: string;
  /** Id of the workspace that it is meant for. */
  workspace: string;
  /** When it was signed, in UTC. */
  at: string;
  /** Ed25519, 64 bytes in base64. */
  signature: string;
}

/** Admits documents whose texts are already stored. At most 200 at a time. */
export interface EnqueueArgs extends Issued {
  documents: DocumentRef[];
  /** Where families belong that the workspace added, as far as the sender knows. */
  homes?: Record<string, Home>;
}

/** A plan that is active from now on: what starts after it is said runs on it. */
export interface PlanArgs extends SpendArgs {
  planId: string;
  planDigest: string;
  mode: string;
  /** Families that it has an entry for. */
  families?: string[];
  /** Where families belong that the workspace added. */
  homes?: Record<string, Home>;
  /** It can judge a root whose work is done. */
  closes?: boolean;
  /** It has a learning graph. */
  learns?: boolean;
  /** Rounds of merging that it allows a root; absent = roots are not delivered here. */
  delivers?: number;
  /** Foreground turns that may be held at a time, at least 1 and at most `LIMITS.lanes`; absent = 1. */
  lanes?: number;
  /** Who may decide, as the configuration names them; absent = it names nobody. */
  operators?: OperatorsSeed;
  /** Key of the worker that sends this; absent = it has none. */
  worker?: string;
}

/** The configuration was read again. */
export type ReloadArgs = Issued & PlanArgs;

/** A worker starts to serve the workspace: which plan is active from now on, and how many stages may start. */
export interface BeginArgs extends Issued, PlanArgs {
  /** null = no budget. */
  allowance: number | null;
  settings: WorkflowSettings;
  /** Newest revision of the reducers that this worker knows. */
  rules: number;
}

/** What the workflows' shells need to know of their server and configuration. */
export interface WorkflowSettings {
  /** False where the server does not let us register search attributes. */
  searchAttributes: boolean;
  /** The one for titles is there, too; absent = it is not. */
  titleAttribute?: boolean;
  /** History length at which a workflow continues as new, at its next boundary. */
  historyEvents: number;
}

/** Adds or removes the pause source `operator`; `stop` lets the stage in flight finish and tells the worker to leave. */
export type ControlArgs = Issued;

/** A worker saw that the lineage which holds this turn is not running any more, and that no agent of it is left. */
export interface ReclaimArgs extends Issued, Brought {
  turn: number;
}

/** A parked root may be judged: what kept it from that is put right. */
export interface JudgeArgs extends Issued {
  root: string;
}

/** A rule on money allows more for once. */
export interface RaiseArgs extends Issued {
  rule: string;
  /** Key of the item, or the root, that a rule for each of them is raised for; absent = a rule for the whole workspace, in its window of now. */
  of?: string;
  /** Millionths of the currency, in all. */
  to: number;
}

/** A person answers what a stage asks. `approval`: its id, or a beginning that fits one only. */
export interface DecideArgs extends Issued {
  approval: string;
}

/** Changes who may decide. */
export interface KeysArgs extends Issued {
  keys: KeyChange;
}

/** What is known of a command before anybody carries it out. */
export interface CommandRow<A extends Issued> {
  /** All of these an operator needs for it where keys are required. */
  rights: readonly Right[];
  /** What the Web UI says of it. */
  description: string;
  /** What the CLI says of it; empty where no command of it has the same meaning. */
  help: string;
  /** What is wrong with its arguments, or null; who asks and why is checked for every command. */
  problem(args: Record<string, unknown>): string | null;
  /** Absent = an update alone. As a signal, whose answer nobody gets: its arguments, completed; null = it is dropped. */
  signal?: (given: Record<string, unknown>, issued: () => Issued, rules: number) => A | null;
  /** Where no worker answers, it is left with the server as a signal. */
  leave?: true;
  /** Command of the CLI that lists what it looks for, where that is no item. */
  list?: string;
}

export type AnswerCode = 'done' | 'unchanged' | 'refused' | 'conflict' | 'not_found';

export interface DocumentVerdict {
  family: string;
  id: string;
  /** `known`: this very text was admitted before. `later`: there is no room for it now; its file waits in its folder. */
  verdict: 'admitted' | 'known' | 'refused' | 'later';
  /** Why it is refused, or has to wait; or why what is admitted would never run if nobody did anything. */
  reason: string | null;
  /** Why nothing of the active plan works on its family: it is kept, and waits for another plan. Absent = something does. */
  unclaimed?: string;
}

export interface Answer {
  /** True when the workspace now is as asked. */
  ok: boolean;
  code: AnswerCode;
  /** One sentence for a person. */
  text: string;
  /** The workspace section of the snapshot with this `seq` or a higher one shows the effect. */
  seq: number;
  documents?: DocumentVerdict[];
  /** It is done when this turn comes back, or the answer is that it came too late. */
  pending?: { turn: number };
}
