// Where the trees of one workspace are, and with what they are made.
import path from 'node:path';
import { textOf } from '../checkpoints/paths.js';
import { type CheckpointPlace, checkpointPlace } from '../checkpoints/place.js';
import { RUNTIME_DIR, statePaths, TREE_DIR } from '../core/contracts/paths.js';
import type { Dirs } from '../disk/dirs.js';
import { nameOfRoot } from './names.js';

export interface TreesPlace {
  dirs: Dirs;
  /** Its id. */
  workspace: string;
  /** Of its branches, without a slash at the end. */
  prefix: string;
  /** `[checkpoints]`; absent = its defaults. */
  checkpoints?: { max_file_mb: number };
  /** Of whoever asks: its PATH counts, and its HOME for what the user configured for all repositories. Absent = this process. */
  env?: NodeJS.ProcessEnv;
  /** Ends what is asked of git. */
  signal?: AbortSignal;
}

/** Absolute: the tree of a root. */
export const treeFolder = ({ dirs }: TreesPlace, root: string): string =>
  path.join(dirs.state, statePaths.tree(nameOfRoot(root)));

/** Our repository; its tree is the workspace, which none of the calls here looks at. */
export const ourPlace = ({ dirs, checkpoints, env, signal }: TreesPlace): CheckpointPlace => ({
  ...checkpointPlace(dirs, checkpoints),
  ...(env && { env }),
  ...(signal && { signal }),
});

/** What is known of a tree that decides what its checkpoints leave out. */
export interface TreeParts {
  root: string;
  /** The workspace below the top of its repository. */
  inside: string;
  /** Files of the workspace that were copied into it. */
  copied: readonly { file: string }[];
  /** What its setup made and git does not ignore: latin1, relative to the top. */
  setup?: { out: readonly string[] };
}

/** For checkpoints of a tree: what the runtime shows, the desk, what was copied and what setup made is no work. */
export const placeOfTree = (place: TreesPlace, { root, inside, copied, setup }: TreeParts): CheckpointPlace => ({
  ...ourPlace(place),
  tree: treeFolder(place, root),
  slot: nameOfRoot(root),
  leaveOut: [
    ...[RUNTIME_DIR, TREE_DIR, ...copied.map(({ file }) => file)].map((name) => path.join(inside, name)),
    ...(setup?.out ?? []).flatMap((bytes) => textOf(bytes) ?? []),
  ],
});

/** Ref in our repository that keeps something of a tree. */
export const refOfTree = (root: string, what: string): string => `refs/trees/${nameOfRoot(root)}/${what}`;
