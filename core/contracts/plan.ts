// The compiled plan: the only authority on routing at run time. Plain data, at most 64 kB, named by its digest.
import type { Plane } from './families.js';

export type ResultClass =
  'success' | 'no_op' | 'followup_needed' | 'recoverable_failure' | 'escalate_planning' | 'blocked';

/** What happens to the item when its activation ends. `handoff` opens an incident and blocks the item. */
export type Disposition = 'complete' | 'block' | 'handoff';

export interface PlanEnd {
  class: ResultClass;
  disposition: Disposition;
  /** True when a person has to act before this item can go on. */
  needsYou: boolean;
}

/**
 * One step of a ladder. A ladder lists where an outcome leads, best first: the first rung whose bound is not used up is
 * taken and counted. The last rung has no bound.
 */
export interface Rung {
  /** Exactly one of `node` and `end`. */
  node?: string;
  end?: string;
  /** Bound that this rung spends; absent = always open. */
  bound?: string;
}

export interface PlanBound {
  max: number;
  /** `activation`: one counter per activation; `class`: one per activation and failure class. */
  per: 'activation' | 'class';
}

export interface PlanNode {
  /** Stage kind. */
  kind: string;
  runner: string;
  model: string | null;
  /** Reasoning effort; null = the runner's own default. */
  effort: string | null;
  permission: Permission;
  /** Seconds until the deadline ends the stage. */
  timeoutSeconds: number;
  /** Seconds without any output event, no tool open, until the stage is ended; 0 = no such clock. */
  silenceSeconds: number;
  /** sha256 of the instructions text. */
  instructions: string;
  skills: { id: string; sha256: string }[];
  /** Class of each legal outcome, in order of declaration. */
  outcomes: Record<string, ResultClass>;
  /** Families the stage may emit documents of. */
  emits: string[];
  /** Ladder of each legal outcome. */
  routes: Record<string, Rung[]>;
}

export interface PlanGraph {
  id: string;
  /** Node where an item of a family enters. */
  entries: Record<string, string>;
  nodes: Record<string, PlanNode>;
  ends: Record<string, PlanEnd>;
  bounds: Record<string, PlanBound>;
  /** Node that judges a drained root; null = roots of this plane are never judged. */
  closure: string | null;
  /** Largest number of stage runs of one activation, per family; the engine enforces it. */
  maxStageRuns: Record<string, number>;
}

export type Permission = 'read_only' | 'basic' | 'elevated' | 'maximum';

export interface Plan {
  schema: 1;
  /** Canonical mode id. */
  mode: string;
  planes: Partial<Record<Plane, PlanGraph>>;
  /** Closed set of classes that key `per: class` counters. */
  failureClasses: string[];
  limits: {
    /** incident -> task -> incident, child specs of child specs. */
    generations: number;
    remediationRounds: number;
    emittedPerStage: number;
  };
  timing: PlanTiming;
  /** sha256 of the runners' own settings, so that the plan's digest changes with them. */
  runners: string;
}

export interface PlanTiming {
  /** Waits before an environment failure is tried again, in seconds; the last one repeats. */
  environmentBackoffSeconds: number[];
}

/** A plan and its name: `plan-<mode>-<12 hex of digest>`. */
export interface NamedPlan {
  id: string;
  digest: string;
  plan: Plan;
}
