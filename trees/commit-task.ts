// A done task becomes one commit on the branch of its root. It is made of a checkpoint, so that what somebody does to the tree meanwhile is in
// none; a repeat finds what the first call made.
import { changesBetween } from '../checkpoints/changes.js';
import { shownPath } from '../checkpoints/paths.js';
import type { Checkpoint, FileChange } from '../core/contracts/checkpoints.js';
import type { Merging } from '../disk/store/tree-runs.js';
import { passing, refused, type Refused } from './answers.js';
import { moveBranch } from './branch.js';
import { makeCommit, messageOf } from './commits.js';
import { compose } from './compose.js';
import { bring, handOver, treeOf } from './exchange.js';
import { filtersOf, LFS, notPointers } from './filters.js';
import { follow } from './lay.js';
import { adminOf, isHeld } from './link.js';
import { mergeTrees } from './merge.js';
import { marksLeft } from './merge-in.js';
import { ourPlace, treeFolder, type TreesPlace } from './place.js';
import { keepRecord } from './record.js';
import { objects, pathsBetween } from './repository.js';
import { type Standing, standing } from './standing.js';
import type { Person } from './user.js';

export interface TaskCommit {
  root: string;
  task: string;
  run: string;
  title: string;
  /** Text under the title; '' = none. */
  why: string;
  /** Of the tree, when the task was done. */
  checkpoint: Pick<Checkpoint, 'tree' | 'omitted'>;
  /** Digest: where the branch was when the run began. Absent = where it is: nobody committed to it meanwhile. */
  began?: string;
  /** ISO 8601 */
  at: string;
  /** Absent = as the user is called. */
  person?: Person;
  /** What was merged into the tree before the task began. */
  merging?: Merging;
  /** Is told the digest of the commit before the branch goes there. */
  tell?: (commit: string) => void;
}

export type TaskCommitted =
  | {
      /** `found`: an earlier call made it. */
      kind: 'committed' | 'found';
      commit: string;
      files: number;
      /** Paths for people: what lies in the tree and cannot be in a commit. */
      left: string[];
    }
  | { kind: 'nothing'; left: string[] }
  | Refused;

/** Throws with what git said. */
export async function commitTask(place: TreesPlace, task: TaskCommit): Promise<TaskCommitted> {
  const at = await standing(place, task.root);
  if (at.kind === 'refused') return at;
  if (isHeld(adminOf(at.repository, treeFolder(place, task.root)), Date.now()))
    return passing(`A git holds a lock in the tree of ${task.root}.`, 'Try again in a minute.');
  const checkpoint = await uponTip(place, at, task);
  if ('kind' in checkpoint) return checkpoint;
  const { tree, left } = await compose(place, at.record, checkpoint, at.tip);
  const made = await madeBefore(place, at, task.run, tree);
  if (made !== null) return afterwards(place, at, { commit: made, tip: at.tip, left }, 'found');
  const { merging } = task;
  if (tree === at.tip && merging === undefined) return { kind: 'nothing', left };
  const [marked, ...more] = await marksLeft(place, tree, merging?.files ?? []);
  if (marked !== undefined)
    return refused(
      `Marks of a conflict are left in ${[marked, ...more.slice(0, MOST_NAMED - 1)].join(', ')}.`,
      `Resolve them by hand: git merge ${merging?.into ?? ''}, on ${at.record.branch}.`,
    );
  const changes = await changesBetween(ourPlace(place), at.tip, tree);
  const wrong = await throughFilters(place, at, tree, changes);
  return wrong ?? commitTree(place, at, task, { tree, left });
}

/** The checkpoint as it would be, had the run begun with the branch as it is. */
async function uponTip(
  place: TreesPlace,
  { repository, record, tip }: Standing,
  { began = record.tip, checkpoint }: TaskCommit,
): Promise<TaskCommit['checkpoint'] | Refused> {
  if (began === record.tip) return checkpoint;
  const base = await treeOf(place, repository, began);
  await bring(place, repository, { root: record.root, tree: base, what: 'merge/base', known: tip });
  const { tree: one } = await compose(place, record, checkpoint, base);
  const merged = await mergeTrees(place, repository, { base, one, other: tip });
  return merged.kind === 'clean'
    ? { ...checkpoint, tree: merged.tree }
    : refused(
        `Somebody committed to ${record.branch} meanwhile what does not go with it: ${merged.files.map(shownPath).slice(0, MOST_NAMED).join(', ')}.`,
        'Try the task again: it takes up what is kept.',
      );
}

async function commitTree(
  place: TreesPlace,
  at: Standing,
  task: TaskCommit,
  { tree, left }: { tree: string; left: string[] },
): Promise<TaskCommitted> {
  const { repository, record } = at;
  await handOver(place, repository, { tree, known: at.tip });
  const trailers = [
    ['Millrace-Task', task.task],
    ['Millrace-Run', task.run],
    ['Millrace-Root', task.root],
  ] as const;
  const { person, merging } = task;
  const merges = merging === undefined ? '' : `Merge ${merging.into} into ${record.branch}.`;
  const why = [merges, task.why].filter(Boolean).join('\n\n');
  const message = messageOf(task.title.trim() === '' ? task.task : task.title, why, trailers);
  const made = await makeCommit(place, repository, {
    tree,
    parents: merging === undefined ? [record.tip] : [record.tip, merging.commit],
    message,
    at: task.at,
    ...(person && { person }),
  });
  if (made.kind === 'refused') return made;
  task.tell?.(made.commit);
  const { branch, tip: from } = record;
  const moved = await moveBranch(place, repository, {
    branch,
    from,
    to: made.commit,
    because: `task ${task.task}`,
    isOurs: true,
  });
  if (moved.kind === 'refused') return moved;
  if (moved.kind === 'elsewhere')
    return passing(`Somebody moved the branch ${branch} meanwhile.`, 'Try again: it goes on from there.');
  return afterwards(place, at, { commit: made.commit, tip: tree, left }, 'committed');
}

/** The tree's own index, and what we know, follow the branch. */
async function afterwards(
  place: TreesPlace,
  { repository, record }: Standing,
  { commit, tip, left }: { commit: string; tip: string; left: string[] },
  kind: 'committed' | 'found',
): Promise<TaskCommitted> {
  await bring(place, repository, { root: record.root, tree: tip, what: 'tip', known: tip });
  const now = kind === 'found' ? record : keepRecord(place, { ...record, tip: commit });
  await follow(place, repository, now, tip);
  const names = await pathsBetween(place, repository, [`${commit}^`, commit]);
  return { kind, commit, files: names.length, left };
}

const MOST_NAMED = 5;

/** Commits that are looked through for one that was made before. */
const LOOKED_AT = 2000;

/** Null: none; one of this run with another content is no commit of this call. */
async function madeBefore(
  place: TreesPlace,
  { repository, record }: Standing,
  run: string,
  tree: string,
): Promise<string | null> {
  const format = '%H%x00%T%x00%(trailers:key=Millrace-Run,valueonly,separator=%x2C)%x00';
  const range = ['--first-parent', `--max-count=${LOOKED_AT}`, record.tip, `^${record.base.commit}`];
  const fields = (await objects(place, repository, ['log', `--format=${format}`, ...range])).split('\0');
  for (let at = 0; at + 2 < fields.length; at += 3)
    if (fields[at + 1] === tree && fields[at + 2] === run) return fields[at]?.trim() ?? null;
  return null;
}

/** A filter may have appeared since the tree was made, or the agent itself wrote of one. */
async function throughFilters(
  place: TreesPlace,
  { repository }: Standing,
  tree: string,
  changes: readonly FileChange[],
): Promise<Refused | null> {
  const filters = await filtersOf(place, repository, tree, 'ours');
  const [other] = [...filters].filter((name) => name !== LFS);
  if (other !== undefined)
    return refused(
      `Files go through a program before they are committed (filter=${other} in the attributes): a commit made without it could hold secrets in the clear.`,
      'Commit by hand, or set trees.mode to in_place.',
    );
  if (!filters.has(LFS)) return null;
  const written = changes.filter(({ kind }) => kind !== 'deleted').map(({ bytes }) => bytes);
  const [media] = await notPointers(place, repository, tree, written);
  if (media === undefined) return null;
  return refused(
    `${shownPath(media)} is kept by git-lfs, and a commit made here would hold all of it.`,
    'Commit it by hand, in the tree.',
  );
}
