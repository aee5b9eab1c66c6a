// The border to an agent: a request goes out, a raw result comes back, a small outcome enters the workflow.
import type { StageChanges } from './checkpoints.js';
import type { DocumentRef } from './documents.js';
import type { ContractFailureClass, FailureName, RunnerFailureClass } from './failures.js';
import type { Plane } from './families.js';
import type { StandsIn } from './fallback.js';
import type { PlanNode, ResultClass } from './plan.js';
import type { StageStory } from './story.js';
import type { StageTree } from './trees.js';

/** The runner that plays a script and asks no model. */
export const SCRIPTED_RUNNER = 'scripted';

/** Everything the stage activity needs to run one stage, the plan's node but its routes included; about 1.5 kB. */
export interface StageRunRequest extends Omit<PlanNode, 'routes' | 'fallbacks'> {
  schema: 1;
  requestId: string;
  runId: string;
  workspace: string;
  lineage: string;
  turn: number;
  /** 1-based number of the stage run within its activation. */
  stageNumber: number;
  /** 1-based; above 1 after an environment failure, the loss of a host, or as the second chance of form. */
  attempt: number;
  plane: Plane;
  node: string;
  mode: string;
  planDigest: string;
  item: { family: string; id: string; root: string; sha256: string };
  /** The stage judges the root, and `item` is its spec. */
  closure?: { round: number };
  /** Largest number of documents this stage may emit. */
  emittedPerStage: number;
  /** Its runner stands in for the first of its plan; absent = it is the first. */
  fallback?: StandsIn;
  /** What went before, where that was not as it should be; absent = nothing, and before rules 6. */
  story?: StageStory;
  /** Whether a fault of form is asked about once more; absent = never, as before rules 6. */
  form?: FormChance;
}

/**
 * The one second chance of form that a stage number has. `ahead`: nothing that this attempt leaves with a fault of form counts or is
 * set aside. `taken`: this attempt is the second chance, and is told what was wrong with the one before.
 */
export type FormChance = { chance: 'ahead' } | ({ chance: 'taken' } & FaultOfForm);

/** What was wrong with an attempt. `of`: its request; `detail`: all of it, in at most 2,000 characters. */
export interface FaultOfForm {
  of: string;
  failureClass: ContractFailureClass;
  detail: string;
}

export interface TokenUsage {
  /** All input tokens, cached ones included. */
  input: number;
  cachedInput: number;
  output: number;
  thinking: number;
  total: number;
}

/** Why an agent did not end by itself with an answer. `lost`: its host was killed, nobody knows how it ended. */
export type ExitKind = 'completed' | 'failed' | 'timeout' | 'silent' | 'cancelled' | 'lost' | 'not_started';

/** By which a runner goes on with what one of its agents began. */
export interface AgentSession {
  runner: string;
  id: string;
  /** What all agents of the session have reported so far, together; null = nothing. */
  usage: TokenUsage | null;
}

/** What a runner adapter says of one ended agent. */
export interface RunnerRawResult {
  requestId: string;
  exitKind: ExitKind;
  /** Exit code as observed; null when a signal ended the agent or it never started. */
  exitCode: number | null;
  signal: string | null;
  /** The agent's final message; null when there was none. */
  finalMessage: string | null;
  usage: TokenUsage | null;
  /** Set only when the runner's own signals name a cause; the agent's prose never does. */
  failure: { class: RunnerFailureClass; detail: string; retryAt?: string } | null;
  startedAt: string;
  endedAt: string;
  notes: string[];
  /** Absent where there is none that another agent could go on with. */
  session?: AgentSession;
}

export interface ArtifactRef {
  /** Relative to the workspace. */
  path: string;
  sha256: string;
  bytes: number;
}

/** What enters the workflow of a finished stage run. Small: big things stay on disk. */
export interface StageOutcome {
  /** First, so that it is what an engineer reads first in the Web UI. */
  outcome: string;
  resultClass: ResultClass;
  /** What the agent named, where the runtime took another outcome because of what it left; absent otherwise. */
  said?: string;
  /** Null for an outcome the agent chose; else why the runtime chose BLOCKED for it. */
  failureClass: FailureName | null;
  /** `environment`: nothing was spent, the same stage runs again after a wait. */
  origin: 'agent' | 'runner' | 'environment';
  detail: string;
  /** The agent's own words: the first paragraph of its last message, plain text of at most 500 characters; absent = it said nothing. */
  words?: string;
  /** Earliest moment at which another try makes sense, when the provider gave one. */
  retryAt: string | null;
  /** What tells the message of a runner that broke off at once, for a reason nobody knows, from others; absent = it did not. */
  brokeOff?: string;
  requestId: string;
  usage: TokenUsage | null;
  startedAt: string;
  endedAt: string;
  emitted: DocumentRef[];
  /** Node at which the stage wants the work to go on; whether it may is the plan's to say. */
  resume?: string;
  /** The item is done with this stage, whatever the outcome's route says. */
  finishes?: true;
  artifacts: ArtifactRef[];
  /** What the stages of its run left for others to read, its own first, relative to the workspace; absent = nobody needs it. */
  reports?: string[];
  /** What a judged root lacks, in the words of the verdict; absent = nothing, or nothing was judged. */
  gaps?: string[];
  /** What it changed in the work tree; absent = nothing was recorded, as for a stage that had no agent. */
  changes?: StageChanges;
  /** The tree of its root that it ran in; absent = it ran in the workspace. */
  tree?: StageTree;
  notes: string[];
}
