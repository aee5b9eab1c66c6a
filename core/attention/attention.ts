// What waits for a person, as every surface shows it: its kind, how urgent it is, and an id that stays while the cause is the same.
import { sha256Hex } from '../contracts/digest.js';

/** `critical`: nothing goes on here until somebody acts; `high`: a part of the work stands still, or is done and waits to be taken. */
export type Severity = 'critical' | 'high';

/** The one table of kinds. */
export const ATTENTION_KINDS = {
  approval_pending: 'high',
  item_blocked: 'high',
  /** An item used up a bound on how often it may be tried. */
  recovery_cap: 'high',
  input_quarantined: 'high',
  /** Its program, its login, its configuration or its sandbox. */
  runner_unavailable: 'critical',
  /** It serves the workspace and does not answer, or it died with work under way. */
  worker_lost: 'critical',
  /** The process that serves many workspaces cannot serve this one. */
  not_served: 'critical',
  /** The worker waits for the Temporal server. */
  server_down: 'critical',
  dependency_unresolvable: 'high',
  /** A limit on spending that does not end by itself. */
  budget_paused: 'critical',
  closure_blocked: 'high',
  /** What decides how work is done is not what was accepted. */
  plan_stale: 'critical',
  /** A workflow fails at every try, or somebody paused it. */
  workflow_stuck: 'critical',
  /** A file of ours is missing, or something else stands in its place. */
  state_damaged: 'critical',
  workspace_copied: 'critical',
  disk_low: 'critical',
  /** All work of a root is done, and its branch was taken by nobody. */
  branch_waits: 'high',
  /** The same, and somebody deleted it. */
  branch_gone: 'high',
} as const satisfies Record<string, Severity>;

export type AttentionKind = keyof typeof ATTENTION_KINDS;

/** What whoever finds a cause says of it, beside its words. */
export interface Cause {
  kind: AttentionKind;
  /** What tells it from an earlier one of the same name: a run, a time; empty where the name does. */
  key: string;
  /** ISO 8601; null where nobody saw it begin. */
  since: string | null;
  /** `family/id`; null where it is about no item. */
  item: string | null;
  /** Files that tell more, relative to the workspace. */
  evidence: string[];
  /** Commands that can be pasted, the most useful first. */
  actions: string[];
}

export interface Attention extends Omit<Cause, 'key'> {
  /** Stays while the cause is the same. */
  id: string;
  severity: Severity;
}

/** `name`: what it is about, as lists call it. */
export function attentionOf(name: string, { key, ...cause }: Cause): Attention {
  const { kind } = cause;
  const id = `${kind}-${sha256Hex(JSON.stringify([kind, name, key])).slice(0, 12)}`;
  return { id, severity: ATTENTION_KINDS[kind], ...cause };
}
