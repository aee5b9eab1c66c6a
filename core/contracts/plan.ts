// The compiled plan: the only authority on routing at run time. Plain data, at most 64 kB, named by its digest.
// A field with `?` is absent when it is empty, and in plans of earlier releases, which may have others that nobody reads.
import type { Home, Plane } from './families.js';
import type { Capability, Decision } from './registered.js';

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
export type Rung = (ToNode | ToEnd) & {
  /** Bound that this rung spends; absent = always open. */
  bound?: string;
};

export interface ToNode {
  node: string;
  end?: never;
}

export interface ToEnd {
  end: string;
  node?: never;
}

export interface PlanBound {
  max: number;
  /** `activation`: one counter per activation; `class`: one per activation and failure class. */
  per: 'activation' | 'class';
}

export interface PlanNode {
  /** Stage kind. */
  kind: string;
  /** Families that the stage works on. */
  families?: string[];
  runner: string;
  model: string | null;
  /** Alias that gave the model; absent when it was named itself or there is none. */
  alias?: string;
  /** What gave the model: `stages.<kind>`, `mode:stages.<kind>`, `node:<id>`, or where its alias was assigned. */
  modelSource?: string;
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
  /** Ids of `Plan.artifacts` that the stage may leave in the folder of its run. */
  artifacts?: string[];
  /** By id: what an outcome needs, or should have; absent for one that no outcome names, and in plans before rules 6. */
  leaves?: Record<string, PlanLeaf>;
  /** By outcome: what happens with its result before it is routed. */
  effects?: Record<string, string>;
  /** What the stage asks for, and whether it may. */
  capabilities?: Partial<Record<Capability, Decision>>;
  /** Ladder of each legal outcome. */
  routes: Record<string, Rung[]>;
  /** By outcome: where a stage that repairs may send the work instead of its first rung. */
  resume?: Record<string, PlanResume>;
}

/** A target is legal when it is one of `to` and its stage works on the item's family. It spends no bound. */
export interface PlanResume {
  /** Names under which the stage may give the target, best first. */
  by: string[];
  to: string[];
}

export interface PlanGraph {
  id: string;
  /** Node where an item of a family enters. */
  entries: Record<string, string>;
  /** Further nodes at which an item may ask to begin. */
  starts?: string[];
  nodes: Record<string, PlanNode>;
  ends: Record<string, PlanEnd>;
  bounds: Record<string, PlanBound>;
  /** Node that judges a drained root; null = roots of this plane are never judged. */
  closure: string | null;
  closing?: PlanClosing;
  delivery?: PlanDelivery;
  /** Largest number of stage runs of one activation, per family, per start, and for `closure`; the engine enforces it. */
  maxStageRuns: Record<string, number>;
  /** Keys of `maxStageRuns` whose number is an upper bound, which perhaps no activation reaches; all others are exact. */
  upperBounds?: string[];
}

/** What the judgement of a root means. */
export interface PlanClosing {
  /** Ends at which the root is closed, and at which something is missing. */
  pass: string;
  gap: string;
  /** Sources of roots that are judged. */
  roots: string[];
  incidentOnGap: boolean;
}

/** What becomes of a judged root whose branch does not fit what it is delivered to: work for a merger. */
export interface PlanDelivery {
  family: string;
  /** Node at which an item of it begins. */
  start: string;
  /** How often, for one root; then a person is asked. */
  rounds: number;
}

/** A result that makes the runtime write a learning request. */
export interface PlanTrigger {
  id: string;
  plane: Plane;
  node: string;
  outcomes: string[];
  /** Node of the learning graph at which the request begins. */
  target: string;
  action: string;
  skill?: string;
  outputs?: string[];
}

export interface PlanArtifact {
  /** Names under which it is accepted; the first one is its own. */
  files: string[];
  schema: string;
}

/** An artifact, and the outcomes that name it. */
export interface PlanLeaf extends PlanArtifact {
  /** Outcomes that do not stand without it. */
  required?: string[];
  /** Outcomes after which its absence is noted. */
  expected?: string[];
}

export type Permission = 'read_only' | 'basic' | 'elevated' | 'maximum';

export interface Plan {
  schema: 1;
  /** Canonical mode id. */
  mode: string;
  planes: Partial<Record<Plane, PlanGraph>>;
  /** Families that the workspace added. */
  homes?: Record<string, Home>;
  /** Pairs of planes that may be at work at the same time. */
  concurrent?: [Plane, Plane][];
  triggers?: PlanTrigger[];
  artifacts?: Record<string, PlanArtifact>;
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
  /** Until an approval that is asked for expires; absent = never, or nothing is asked for. */
  approvalSeconds?: number;
}

/** A plan and its name: `plan-<mode>-<12 hex of digest>`. */
export interface NamedPlan {
  id: string;
  digest: string;
  plan: Plan;
}
