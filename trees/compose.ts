// The tree of a commit, out of a checkpoint: what a checkpoint does not hold is as the branch has it, and not gone.
import path from 'node:path';
import { withWork } from '../checkpoints/index-of.js';
import { git } from '../checkpoints/git.js';
import { bytesOfText, isAtOrBelow, shownPath, splitPaths } from '../checkpoints/paths.js';
import type { CheckpointPlace } from '../checkpoints/place.js';
import type { Checkpoint } from '../core/contracts/checkpoints.js';
import { placeOfTree, type TreesPlace } from './place.js';
import type { TreeRecord } from './record.js';

export interface Composed {
  /** Digest, in our repository. */
  tree: string;
  /** Paths for people: what lies there is in the checkpoint or on the disk, and cannot be in a commit. */
  left: string[];
}

interface Entry {
  mode: string;
  digest: string;
}

/** A submodule: a commit of another repository. */
export const GITLINK = '160000';

/** `tip`: the tree of the branch, whole in our repository. */
export async function compose(
  place: TreesPlace,
  record: TreeRecord,
  { tree, omitted }: Pick<Checkpoint, 'tree' | 'omitted'>,
  tip: string,
): Promise<Composed> {
  const at = placeOfTree(place, record);
  const entries = entriesIn(await git(at, ['ls-tree', '-r', '-z', '--full-tree', tip]));
  const hidden = new Set(omitted.map(({ bytes }) => bytes));
  const leftOut = at.leaveOut.map(bytesOfText);
  const isHidden = (one: string): boolean => hidden.has(one) || leftOut.some((top) => isAtOrBelow(one, top));
  const modules = [...entries].filter(([, { mode }]) => mode === GITLINK).map(([one]) => one);
  const again = [...entries].filter(([one, { mode }]) => mode === GITLINK || isHidden(one));
  const filled = modules.length === 0 ? [] : await filledIn(at, tree, modules);
  const left = [...hidden, ...filled].map(shownPath);
  if (again.length === 0 && hidden.size === 0) return { tree, left };
  const lines = [
    ...[...hidden].map((one) => `0 ${'0'.repeat(tree.length)}\t${one}\0`),
    ...again.map(([one, { mode, digest }]) => `${mode} ${digest}\t${one}\0`),
  ];
  return { tree: await changed(at, tree, Buffer.from(lines.join(''), 'latin1')), left };
}

/** Submodules in which somebody put files. */
async function filledIn(at: CheckpointPlace, tree: string, modules: readonly string[]): Promise<string[]> {
  const names = splitPaths(await git(at, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', tree]));
  return modules.filter((one) => names.some((name) => isAtOrBelow(name, one)));
}

function changed(at: CheckpointPlace, tree: string, input: Buffer): Promise<string> {
  return withWork(at, async (work) => {
    const env = { GIT_INDEX_FILE: path.join(work, 'index') };
    await git(at, ['read-tree', tree], { env });
    await git(at, ['update-index', '-z', '--replace', '--index-info'], { env, input });
    return (await git(at, ['write-tree'], { env })).toString('latin1').trim();
  });
}

/** `MODE TYPE DIGEST TAB PATH`, by path: latin1. */
export function entriesIn(list: Uint8Array): Map<string, Entry> {
  return new Map(
    splitPaths(list).map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', , digest = ''] = line.slice(0, tab).split(' ');
      return [line.slice(tab + 1), { mode, digest }];
    }),
  );
}
