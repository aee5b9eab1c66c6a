// What of a workspace travels to another host: a list of names, so that what is of this host alone (processes, keys, trust, logs) stays, and
// an archive brings nothing else.
import { nameOfRoot, rootOfName } from '../../trees/names.js';
import { RUNTIME_DIR, runtimePaths, statePaths } from '../../core/contracts/paths.js';

const first = (file: string): string => file.split('/')[0] ?? file;

/**
 * Of our state folder: files, and folders with all below them. No plans, and nobody who may decide: those come with what is accepted on the
 * other host.
 */
const STATE: ReadonlySet<string> = new Set(
  [
    ...[statePaths.texts, statePaths.done, statePaths.feed, statePaths.report, statePaths.changes],
    ...[statePaths.audit, statePaths.blueprintFolder, statePaths.treeRuns, statePaths.treeRunsIndex],
    ...[statePaths.treesTaken, statePaths.inPlaceRun, statePaths.script],
    ...[statePaths.kept('', ''), statePaths.judgement(''), statePaths.requirements(''), statePaths.candidate('')],
    ...[statePaths.delivery('', 0), statePaths.merger('')],
  ].map(first),
);

/** Of `millrace-agents/`: what is of a moment, and the plan, which is made anew of what is accepted there. */
const SHOWN_NOT: ReadonlySet<string> = new Set([runtimePaths.desks, runtimePaths.changes]);
const SHOWN_FILES_NOT: ReadonlySet<string> = new Set([runtimePaths.troubles, runtimePaths.compiledPlan]);

/** `path`: relative to our state folder, with `/` between its parts. Trees are laid anew from their branches and checkpoints: only what is known of them goes. */
export function isCarriedState(path: string): boolean {
  const [top = '', name, ...rest] = path.split('/');
  if (top !== statePaths.trees) return STATE.has(top);
  return name === undefined || (rest.length === 0 && isOfTree(name));
}

/** The record of a tree, or the choice of its root, under a name that our trees have. */
function isOfTree(file: string): boolean {
  const name = /^(.+)\.(?:json|choice)$/.exec(file)?.[1];
  if (name === undefined) return false;
  try {
    return nameOfRoot(rootOfName(name)) === name;
  } catch {
    return false;
  }
}

/** `path`: relative to `millrace-agents/`. */
export const isCarriedShown = (path: string): boolean => !SHOWN_NOT.has(first(path)) && !SHOWN_FILES_NOT.has(path);

/** Names of the parts in an archive, as refs of its repository. */
export const refs = {
  all: 'refs/moved/',
  manifest: 'refs/moved/manifest',
  folder: 'refs/moved/folder',
  shown: 'refs/moved/shown',
  state: 'refs/moved/state',
  /** The commit that is checked out where no branch is. */
  head: 'refs/moved/head',
  /** Before the rest of a ref behind `refs/`: of the user's repository, and of ours. */
  repository: 'refs/moved/repository/',
  checkpoints: 'refs/moved/checkpoints/',
} as const;

/** What travels of the user's repository: folders below `refs/`. */
export const REPOSITORY = ['heads', 'tags', 'remotes', 'notes'] as const;

/** The folder is taken as a checkpoint, which has a name of its own. */
export const FOLDER_CHECKPOINT = 'moved/folder';

/** Files and bytes of all parts together: more is no workspace but an accident. */
export const MOST = { files: 2_000_000, bytes: 256 * 1024 ** 3, manifest: 64 * 1024 } as const;

/** Below the top of what travels: what the folder's own part leaves out. */
export const shownAt = (inside: string): string => (inside === '' ? RUNTIME_DIR : `${inside}/${RUNTIME_DIR}`);
