// Where the agents of a root edit, as the configuration says it, and what became of the work of one run in a tree of its root.

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
  /** A branch stays for a person to take. */
  deliver: 'branch';
}

/** What `[trees]` says where nothing else is said. */
export const TREE_DEFAULTS: TreeSettings = {
  mode: 'in_place',
  lanes: 1,
  base: '',
  prefix: 'millrace',
  copy: [],
  deliver: 'branch',
};
