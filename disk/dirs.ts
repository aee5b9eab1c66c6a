// The folders every function here works in. Nothing outside of them is ever written.
import { RUNTIME_DIR, TREE_DIR } from '../core/contracts/paths.js';

export interface Dirs {
  /** Absolute path of the workspace. */
  workspace: string;
  /** Absolute path of our state folder of this workspace. */
  state: string;
  /** Absolute path of the folder in which agents edit; absent = the workspace itself. */
  tree?: string;
}

/** Where agents edit. */
export const treeOf = ({ workspace, tree = workspace }: Pick<Dirs, 'workspace' | 'tree'>): string => tree;

/** Where a stage is shown, and where its agent edits. */
export interface Edited {
  workspaceDir: string;
  treeDir: string;
}

export const editedIn = (dirs: Dirs): Edited => ({ workspaceDir: dirs.workspace, treeDir: treeOf(dirs) });

/** The folder in a tree that is ours, and holds the desks. */
export const oursIn = ({ workspaceDir, treeDir }: Edited): string =>
  treeDir === workspaceDir ? RUNTIME_DIR : TREE_DIR;
