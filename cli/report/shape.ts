// What `report --json` says: `report/1`. Names are those that programs read; `docs/schemas/report.json` tells the same to them.
import type { AttentionKind, Severity } from '../../core/attention/attention.js';
import type { BranchView } from '../../read/branches.js';
import type { ItemEnd } from '../../read/report/finished.js';
import type { LineageView } from '../../read/report/lineages.js';
import type { FamilyCounts, QueueHead } from '../../read/report/queue.js';
import type { Cost } from '../../core/report/cost.js';
import type { Spent } from '../../read/report/spent.js';

export const REPORT_SCHEMA = 'report/1';

/** `ok`: nothing needs anybody; `degraded`: something that is wrong holds up all work; `down`: there is work, and nobody serves. */
export type Health = 'ok' | 'attention' | 'degraded' | 'down';

export type IdleReason =
  'no_work' | 'no_worker' | 'paused' | 'budget' | 'approval' | 'dependencies' | 'runner_unavailable' | 'blocked';

export interface Changed {
  files: number;
  added: number;
  removed: number;
}

export interface ReportNow {
  item: string;
  title: string;
  plane: string;
  node: string;
  /** Number of the stage in its run. */
  stage: number;
  /** Null = the runner's own choice. */
  model: string | null;
  run: string;
  attempt: number;
  /** `running`, or what it stands still for. */
  state: string;
  root: string;
  /** Absolute: where its agents edit; null = not known so far. `branch`: of the tree of its root; null = it has none. */
  folder: string | null;
  branch: string | null;
  started_at: string;
  elapsed_s: number;
  /** Seconds; null where too few stages of this node are known. */
  typical_s: { p50: number; p90: number } | null;
  tokens: number | null;
  last_output: string | null;
  heartbeat_age_s: number | null;
}

export interface ReportAttention {
  id: string;
  kind: AttentionKind;
  severity: Severity;
  since: string | null;
  item: string | null;
  summary: string;
  cause: string;
  /** What a person can do, in a sentence. */
  remedy: string;
  evidence: string[];
  actions: string[];
}

/** An item that came to an end. */
export interface ReportItem {
  item: string;
  title: string;
  outcome: ItemEnd;
  reason: string;
  stages: number;
  attempts: number;
  wall_s: number | null;
  tokens: number | null;
  /** In all its runs; null = nobody said what models cost. */
  cost: Cost;
  finished_at: string;
  /** As recorded before and after its stages; null where that is not known. */
  changes: Changed | null;
  /** What its agents named and said: no more than their word. */
  outcomes: { node: string; outcome: string }[];
  said: { node: string; words: string } | null;
  /** How many of its stages a script played, of all; null = none. */
  played: { played: number; stages: number } | null;
}

/** A root that was closed in the stretch. */
export interface ReportClosed {
  root: string;
  title: string;
  at: string;
}

/** What learning made, and nobody decided on so far. */
export interface ReportCandidate {
  id: string;
  /** Null where its record cannot be read. */
  skill: string | null;
  created_at: string | null;
}

export interface ReportChange {
  seq: number;
  at: string;
  type: string;
  item: string;
  node: string;
  detail: string;
}

export interface Report {
  schema: typeof REPORT_SCHEMA;
  generated_at: string;
  /** For `--since`: what comes after this report. */
  cursor: string;
  /** What this one begins with. */
  since: { cursor: string; at: string | null };
  workspace: { id: string | null; path: string; mode: string | null; plan_id: string | null; plan_state: PlanState };
  health: { state: Health; reasons: string[] };
  worker: {
    state: 'alive' | 'lost' | 'absent';
    id: string | null;
    version: string | null;
    last_heartbeat: string | null;
    uptime_s: number | null;
    /** The state home that serves it, where that is another one. */
    served_from: string | null;
    /** A script plays its stages, and no model is asked. */
    rehearsal: boolean;
  };
  control: { paused: boolean; pause_sources: string[]; budget_paused: boolean; resume_at: string | null };
  now: ReportNow[];
  /** Roots that may be at work side by side, and how many of them are; null = not known. */
  lanes: { all: number; held: number } | null;
  attention: ReportAttention[];
  queue: { by_family: Record<string, FamilyCounts>; head: QueueHead[] };
  /** The last ten of the stretch; the last to end stands last. */
  recent: ReportItem[];
  /** Of the whole stretch. */
  totals: { done: number; blocked: number; cancelled: number; superseded: number; stages: number; tokens: Spent };
  lineage: LineageView[];
  /** The last to close stands last. */
  closed: ReportClosed[];
  /** Skill candidates that wait: they need nobody, and change nothing until somebody promotes them. */
  candidates: ReportCandidate[];
  /** How many wait in all. */
  candidates_waiting: number;
  /** Branches with work that is not in the tree; none while work is done in the one tree. */
  branches: BranchView[];
  usage: {
    today: Spent;
    window_5h: Spent;
    week: Spent;
    budget: { rule: string; used: number; limit: number; unit: string; resets_at: string | null }[];
    /** What costs come from, as somebody wrote it down; empty where nobody did. */
    prices: { day: string; source: string }[];
    /** Costs are counted and never estimated: `cost` of what is summed up here. */
    cost_estimate: null;
  };
  /** Null while a stage runs. */
  idle_reason: { reason: IdleReason; detail: string; items: string[] } | null;
  /** The newest of the stretch, oldest first. */
  changes: ReportChange[];
  /** Where the audit stands: number and hash of its last line. Null where the workspace has no id. */
  audit: { seq: number; hash: string } | null;
  /** Older ones that are left out: `logs/runtime_events.jsonl` has them. */
  changes_omitted: number;
}

export type PlanState = 'current' | 'stale' | 'missing';
