// Where the agents of a root edit, as the configuration says it, and what became of the work of one run in a tree of its root.
import type { EndState } from './interventions.js';

export interface TreeSettings {
  /** `in_place`: all roots edit in the workspace. `per_root`: each in a git worktree of its own. */
  mode: 'in_place' | 'per_root';
  /** Roots that may be at work side by side, 1 to `LIMITS.lanes`; counts only with `per_root`. */
  lanes: number;
  /** Branch or commit that trees begin from; '' = what is checked out when one is made. */
  base: string;
  /** Of the branches, without a slash at its end. */
  prefix: string;
  /** Files of the workspace that each tree gets, relative to it. */
  copy: string[];
  /** `branch`: it stays for a person to take. `merge`: what passed is merged into its base, where that goes. */
  deliver: 'branch' | 'merge';
  /** Commands that make a tree usable, for `sh -c`, where agents work. */
  setup: string[];
  /** Files of the tree, relative to where agents work: another content of one has the commands run again. */
  setup_inputs: string[];
  /** Of all commands together. */
  setup_timeout_seconds: number;
  /** Days that a tree stays when nobody needs it any more. */
  keep_days: number;
  /** Whether work that waits for another root's has that in its tree. */
  stack: boolean;
  /** Commands that have to end well in the merged result before it is delivered, in order. */
  checks: string[];
  /** For each of them. */
  checks_timeout_seconds: number;
}

/** Most that `setup_timeout_seconds` may say. */
export const LONGEST_SETUP_SECONDS = 3600;

/** What `[trees]` says where nothing else is said. */
export const TREE_DEFAULTS: TreeSettings = {
  mode: 'in_place',
  lanes: 1,
  base: '',
  prefix: 'millrace',
  copy: [],
  deliver: 'branch',
  setup: [],
  setup_inputs: [],
  setup_timeout_seconds: 900,
  keep_days: 14,
  stack: true,
  checks: [],
  checks_timeout_seconds: 3600,
};

/** Of a stage that ran in a tree of its root. */
export interface StageTree {
  /** Without `refs/heads/`. */
  branch: string;
}

/** A run in a tree is over: what it left there becomes a commit, or is kept. */
export interface SettleInput {
  workspace: string;
  run: string;
  root: string;
  item: { family: string; id: string; sha256: string };
  /** How its item left. */
  state: 'done' | 'blocked' | EndState;
  /** Its last stage. */
  stageNumber: number;
  attempt: number;
}

/**
 * `committed`: one commit on the branch. `nothing`: it left nothing but what the branch has. `kept`: its changes are in our repository, and the tree
 * is as the branch. `refused`: they lie in the tree as it left them.
 */
export interface SettledTree {
  run: string;
  kind: 'committed' | 'nothing' | 'kept' | 'refused';
  branch: string;
  /** Digest; of `committed` alone. */
  commit?: string;
  /** Files of the commit. */
  files?: number;
  /** Number under which its changes are kept. */
  kept?: number;
  /** Sentences for people: why a done task has no commit, and what to do about it. */
  why?: string;
  todo?: string;
}
