// Where the checkpoints of one workspace are kept, what they record, and what they leave out.
import path from 'node:path';
import { CHECKPOINT_DEFAULTS } from '../core/contracts/checkpoints.js';
import { RUNTIME_DIR, statePaths, TREE_DIR } from '../core/contracts/paths.js';
import { type Dirs, treeOf } from '../disk/dirs.js';

/** Bytes: a file above this is recorded by size and time alone. */
export const DEFAULT_MAX_FILE = CHECKPOINT_DEFAULTS.max_file_mb * 1024 * 1024;

export interface CheckpointPlace {
  /** Absolute: our repository, made at first use. */
  repository: string;
  /** Absolute: the one that git is asked in, where that is another than ours, which then only holds what passes through. */
  asked?: string;
  /** Absolute: the files that are recorded. */
  tree: string;
  /** Of several trees in one repository, which one: what is known of each stands by itself. Absent = the workspace. */
  slot?: string;
  /** Relative to the tree: what is never recorded. */
  leaveOut: string[];
  /** Bytes; absent = `DEFAULT_MAX_FILE`. */
  maxFile?: number;
  /** Of whoever asks; only its PATH counts. Absent = this process. */
  env?: NodeJS.ProcessEnv;
  /** Ends what is asked of git: a disk that does not answer holds nobody who leaves. */
  signal?: AbortSignal;
}

/**
 * Left out is what is no work: what the runtime shows there, the desks, and our own state where somebody put it there. `settings`: `[checkpoints]`;
 * absent = its defaults.
 */
export function checkpointPlace(dirs: Dirs, settings?: { max_file_mb: number }): CheckpointPlace {
  const tree = treeOf(dirs);
  const { state } = dirs;
  const home = path.relative(tree, state);
  const isInside = home !== '' && home !== '..' && !home.startsWith(`..${path.sep}`) && !path.isAbsolute(home);
  return {
    repository: path.join(state, statePaths.checkpoints),
    tree,
    leaveOut: [RUNTIME_DIR, TREE_DIR, ...(isInside ? [home] : [])],
    ...(settings && { maxFile: settings.max_file_mb * 1024 * 1024 }),
  };
}
